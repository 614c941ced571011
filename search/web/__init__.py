"""The pages of search and their other forms."""
