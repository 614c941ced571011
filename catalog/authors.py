"""The names of authors: an article keeps them as they were written, and they are compared by their key."""

import unicodedata

# Every sign that people type for an apostrophe becomes this one.
APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʹ＇`´′"), "'")


def author_key(name: str) -> str:
    """Return what all spellings of a name have in common: no case, accents, extra space or kinds of apostrophe."""
    letters = unicodedata.normalize("NFKD", name.translate(APOSTROPHES).casefold())
    return " ".join("".join(char for char in letters if unicodedata.category(char) != "Mn").split())
