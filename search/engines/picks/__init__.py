"""The editors' picks: which one applies to a search."""
