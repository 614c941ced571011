"""Importing articles: read a file (source), parse its rows (rows), validate and write them (checking, writing)."""
