"""The account pages. None is stored by a browser or a proxy."""
