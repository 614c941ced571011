"""Writing articles: without losing an edit, and by whom."""
