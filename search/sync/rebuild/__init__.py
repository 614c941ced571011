"""Rebuilding: a new index is filled beside the live one and swapped in; what a killed run left behind is removed."""
