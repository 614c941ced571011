"""Keeps the index true: follows MongoDB's change stream, rebuilds the index, proves that both agree."""
