"""Environment variables that hold more than a word."""

import os
import re


def words(name: str, default: str = "") -> list[str]:
    """Return the entries of a list that is separated by commas, spaces or both."""
    return [word for word in re.split(r"[\s,]+", os.environ.get(name, default)) if word]
