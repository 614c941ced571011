"""Benchmarks: what a keystroke costs, how fast the index is brought up to date, how well real words find."""
