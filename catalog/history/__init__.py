"""The pages on which former versions of articles are read, compared and restored."""
