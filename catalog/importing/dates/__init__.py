"""Dates of archives: every form that can be read in one way only, and the numbers of a file that has decided."""
