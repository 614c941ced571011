"""Loading articles from files: what a file is (source), what it holds (rows), what is taken (checking, writing)."""
