"""Keeps the index up to date: follows MongoDB's change stream, rebuilds the index, verifies that both agree."""
