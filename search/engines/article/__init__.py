"""What Elasticsearch knows of one article: those like it, and its place and matches in a search."""
