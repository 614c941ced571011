"""Queries made from an archive by rule, so that two sites are asked the same."""
