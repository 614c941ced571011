"""Cleans and caps the query text before it reaches any engine.

Even on an index of one document, 5,000 fuzzy words keep Elasticsearch busy for half a minute, and its own timeout does
not stop them. So no query is longer than the limits of this module.
"""

import re
import unicodedata

from search.index.characters import APOSTROPHES, HYPHENS, INVISIBLE

MAX_CHARACTERS = 256
MAX_WORDS = 20
# A year or a page number has few digits; int() of a megabyte of digits would block the process.
MAX_DIGITS = 9

# Vowel signs, combining accents and joiners are part of a word in Unicode and in Elasticsearch, but do not match
# Python's \w, which would split Hindi after every consonant.
JOINED = "".join(chr(code) for code in range(0x300, 0xFFFE) if unicodedata.category(chr(code)) in {"Mn", "Mc"})
LETTERS = rf"\w[\w{JOINED}\u200c\u200d]*"
# One term of the index: 1.13bn, O'Neill, U.S., AT&T, C++ and .NET are not split.
APOSTROPHE = rf"['{APOSTROPHES}]"
TERM = rf"(?:(?<!\S)\.(?=[^\W\d]))?{LETTERS}(?:['{APOSTROPHES}.,&]{LETTERS})*(?:(?:\+{{1,2}}|\#)(?!\w))?"
# What ties terms to one word, as a reader sees it: post-quake, 9/11 and news@courier.example are two and three terms.
TIES = rf"[{re.escape(HYPHENS)}/@]"
# At most three, or 256 characters of a-a-a would be 128 terms.
WORD = re.compile(rf"{TERM}(?:{TIES}{TERM}){{0,2}}")
# Browsers put it before an address that is copied from them; texts rarely have it.
SCHEME = re.compile(r"\bhttps?:/{1,2}", re.IGNORECASE)
# 464,000 and 3.5 are numbers; a slip in one makes another number.
NUMBER = re.compile(r"\d[\d.,]*")
# Control characters, surrogates and unassigned code points: no title contains them; some break MongoDB or JSON.
UNPRINTABLE = frozenset({"Cc", "Cs", "Cn"})
# Soft hyphens and direction marks come with words that are copied from elsewhere.
UNSEEN = dict.fromkeys(map(ord, INVISIBLE))


def whole_number(value: object) -> int | None:
    """Return the integer in ASCII digits, optionally with a minus sign; None for anything else."""
    text = str(value).strip()
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return None
    # A longer number counts as 10**MAX_DIGITS; every limit is below that.
    number = int(digits) if len(digits) <= MAX_DIGITS else 10**MAX_DIGITS
    return -number if text.startswith("-") else number


def printable(text: str) -> str:
    """Replace unprintable characters with spaces: XML rejects some of them, MongoDB others."""
    return "".join(" " if unicodedata.category(char) in UNPRINTABLE else char for char in text)


def clean(raw: str) -> str:
    """Return the text to search for: NFC, printable, single spaces, at most 256 characters and 20 words.

    A single space at the end is kept: it marks the last word as complete.
    """
    # Cut first, so that a megabyte of text is not normalised in vain. The second cut, after composition, enforces the
    # limit.
    text = unicodedata.normalize("NFC", raw[: 4 * MAX_CHARACTERS]).translate(UNSEEN)
    single = re.sub(r"\s+", " ", printable(text)).lstrip()[:MAX_CHARACTERS]
    found = list(WORD.finditer(single))
    return single[: found[MAX_WORDS - 1].end()] if len(found) > MAX_WORDS else single


def split(text: str) -> tuple[str, ...]:
    """Split cleaned text into words; text without any word character (`*`, an emoji) is split at spaces."""
    return tuple(WORD.findall(text)) or tuple(text.split()[:MAX_WORDS])


def ends_half_typed(text: str, words: tuple[str, ...]) -> bool:
    """Return whether the last word is half typed: nothing follows it, not even a space.

    An apostrophe behind it may be that of O'Neill, and a point that of the U.S. or of bbc.co.uk.
    """
    if not words or not WORD.search(words[-1]):
        return False
    after = text[text.rindex(words[-1]) + len(words[-1]) :]
    if after == ".":
        return "." in words[-1] or len(words[-1]) == 1
    return not after or re.fullmatch(APOSTROPHE, after) is not None


def starred(text: str) -> frozenset[int]:
    """Return the numbers of the words that end in a star: they may grow, as half-typed ones do."""
    found = enumerate(WORD.finditer(text))
    return frozenset(number for number, word in found if text[word.end() : word.end() + 1] == "*")
