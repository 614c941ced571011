"""What a reader typed, capped before it reaches any engine.

On an index of a single document, 5,000 fuzzy words keep Elasticsearch busy for half a minute and its own time limit
does not stop them, so no query is ever longer than what this module lets through.
"""

import re
import unicodedata

MAX_CHARACTERS = 256
MAX_WORDS = 20
# A year or a page number has few digits; int() of a megabyte of them would keep the process busy.
MAX_DIGITS = 9

# Vowel signs, accents that have no letter of their own, and joiners are inside a word for Unicode and Elasticsearch,
# but not for Python's \w, which would cut Hindi after every consonant.
JOINED = "".join(chr(code) for code in range(0x300, 0xFFFE) if unicodedata.category(chr(code)) in {"Mn", "Mc"})
LETTERS = rf"\w[\w{JOINED}\u200c\u200d]*"
# What Elasticsearch's standard tokenizer sees as one term in Latin text: 1.13bn, O'Neill and U.S. stay whole.
TERM = rf"{LETTERS}(?:['’.,]{LETTERS})*"
# A word as a reader sees one: post-quake and peer-to-peer are two or three terms in the index that belong together.
# Never more than three, or 256 characters of a-a-a would be 128 terms.
WORD = re.compile(rf"{TERM}(?:-{TERM}){{0,2}}")
# Control characters, surrogates and unassigned code points: no title holds them, MongoDB and JSON trip over some.
UNPRINTABLE = frozenset({"Cc", "Cs", "Cn"})


def whole_number(value: object) -> int | None:
    """Return the number that plain digits spell, with a sign or without; None for anything else."""
    text = str(value).strip()
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return None
    # What is too long to be meant exactly is as good as the largest number that is short enough.
    number = int(digits) if len(digits) <= MAX_DIGITS else 10**MAX_DIGITS
    return -number if text.startswith("-") else number


def printable(text: str) -> str:
    """Put a space where a character has no form on a page: XML refuses some of them, MongoDB others."""
    return "".join(" " if unicodedata.category(char) in UNPRINTABLE else char for char in text)


def clean(raw: str) -> str:
    """Return the text to search for: NFC, printable, single spaces, at most 256 characters and 20 words.

    A single space at the end is kept: it tells a finished word from a half-typed one.
    """
    # The cut comes first, so that a megabyte of text is not normalised only to be thrown away. Composition never
    # makes a text longer than what it was given by more than the second cut takes off.
    text = unicodedata.normalize("NFC", raw[: 4 * MAX_CHARACTERS])
    single = re.sub(r"\s+", " ", printable(text)).lstrip()[:MAX_CHARACTERS]
    found = list(WORD.finditer(single))
    return single[: found[MAX_WORDS - 1].end()] if len(found) > MAX_WORDS else single


def split(text: str) -> tuple[str, ...]:
    """Split cleaned text into words; text without a single word character (`*`, an emoji) is taken as it stands."""
    return tuple(WORD.findall(text)) or tuple(text.split()[:MAX_WORDS])


def ends_half_typed(text: str, words: tuple[str, ...]) -> bool:
    """Return whether the last of a text's words may still grow: nothing follows it, not even a space."""
    return bool(words) and WORD.search(words[-1]) is not None and text.endswith(words[-1])
