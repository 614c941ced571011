"""The names of authors: an article keeps them as they were written, and they are compared by their key."""

from catalog.text import without_accents

# Every sign that people type for an apostrophe becomes this one.
APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʹ＇`´′"), "'")


def author_key(name: str) -> str:
    """Return what all spellings of a name have in common: no case, accents, extra space or kinds of apostrophe."""
    return " ".join(without_accents(name.translate(APOSTROPHES)).split())
