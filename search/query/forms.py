"""The other ways to write what was typed: one word for two, two for one, a number in words.

The index has a word with signs in it in several forms (search/index/analysis.py); these are the forms that only the
words beside it, or a longer text, can have: web site and website, 10 000 and 10,000, £3.5 billion and £3.5bn, JK and
J. K. Each is searched for as a phrase.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from catalog.text import without_accents
from search.index.characters import HYPHENS
from search.index.languages import Language, archive_language
from search.query.normalise import APOSTROPHE, NUMBER, TIES

# Parts of a compound. A single letter before it is that of e-mail, X-ray or O'Neill, not an article.
MIN_PART = 3
SINGLE_LETTERS = frozenset("eotx")
MIN_SPLIT, MAX_SPLIT = 5, 16
# A pair of shorter words is as likely two words as one: "a way", "to day".
MIN_PAIR = 5
# Of a longer query, only the words beside each other are joined: each other form costs a look into the index.
MAX_SPLIT_WORDS = 4
MAX_INITIALS = 4
THOUSAND = 1000

Forms = tuple[str, ...]


def forms_of(words: Sequence[str]) -> tuple[Forms, ...]:
    """Return the other forms of each word; a form of two words together is one of either."""
    language = archive_language()
    found: list[dict[str, None]] = [{} for _ in words]
    for number, word in enumerate(words):
        found[number] |= dict.fromkeys(forms_of_word(word, language))
        if len(words) <= MAX_SPLIT_WORDS:
            found[number] |= dict.fromkeys(splits(word, language))
    for start, end, form in joins(words, language):
        for number in range(start, end):
            found[number][form] = None
    return tuple(tuple(form for form in forms if form != word) for forms, word in zip(found, words, strict=True))


def forms_of_word(word: str, language: Language) -> Iterator[str]:
    """Yield what can be told from the word alone."""
    if joined := without_ties(word):
        yield joined
    parts = re.split(rf"{APOSTROPHE}|&", word)
    contracted = "&" not in word and parts[-1].lower() in language.contractions
    if len(parts) > 1 and all(parts) and not contracted:
        yield re.sub(APOSTROPHE, " ", word).replace("&", " & ")
    elif grouped := spaced_number(word):
        yield grouped
        yield from in_words(int(grouped.replace(" ", "")), language)
    elif rounded := re.fullmatch(r"(\d[\d.,]*)([^\W\d]+)", word):
        yield from rounded_forms(rounded[1], rounded[2], language)
    elif numbered := re.fullmatch(r"([^\W\d]{1,5})(\d+)", word):
        yield f"{numbered[1]} {numbered[2]}"
    elif is_initials(word, language):
        yield " ".join(word.replace(".", ""))


def substring(text: str) -> str:
    """Return a regular expression for the text as part of another one, in MongoDB and in Python.

    It takes any apostrophe or none, any hyphen, a space or none, and thousands with and without their separators.
    """
    digits = re.sub(r"(?<=\d)[,.'’\u00a0\u202f](?=\d{3}(?!\d))", "", text.rstrip("*") or text)
    parts = []
    for part in re.split(rf"({APOSTROPHE}|[{re.escape(HYPHENS)}]|\d{{4,}})", digits):
        if re.fullmatch(APOSTROPHE, part):
            parts.append(f"{APOSTROPHE}?")
        elif part and part in HYPHENS:
            parts.append(rf"[{re.escape(HYPHENS)}\s]?")
        elif part.isdecimal():
            parts.append(re.sub(r"(?<=\d)(?=(?:\d{3})+$)", r"[,.'’\\s]?", part))
        else:
            parts.append(re.escape(part))
    return "".join(parts)


def without_ties(word: str) -> str | None:
    """Return e-mail as email and F-16 as F16; None for a word without a hyphen, and for numbers."""
    joined = re.sub(TIES, "", word)
    return joined if joined != word and joined.isalnum() and not joined.isdigit() else None


def joined(word: str) -> str:
    """Return the word as one term: O'Neill as ONeill and e-mail as email."""
    return re.sub(APOSTROPHE, "", without_ties(word) or word)


def beginning(word: str) -> str:
    """Return how the terms of a half-typed word begin, of which no separator is known to be one yet: 464,0 is 4640."""
    separators = re.escape(archive_language().thousands) + "'"
    return re.sub(rf"(?<=\d)[{separators}](?=\d)", "", without_accents(joined(word)).lower())


def is_initials(word: str, language: Language) -> bool:
    """Return whether a word may stand for initials, which texts also write apart."""
    letters = word.replace(".", "")
    short = letters.isalpha() and 1 < len(letters) < MAX_INITIALS
    return short and word[0] != "." and letters.lower() not in language.common_words


def spaced_number(word: str) -> str | None:
    """Return 10,000 and 10000 as 10 000; None for a number without thousands."""
    digits = re.sub(r"[,.'’]", "", word)
    if not (digits.isdigit() and len(digits) > MIN_SPLIT - 1) or re.search(r"[.,'’](?!\d{3}(?!\d))", word):
        return None
    return f"{int(digits):,}".replace(",", " ")


def rounded_forms(number: str, unit: str, language: Language) -> Iterator[str]:
    """Yield 3.5bn as 3.5 billion and the other ways of that unit."""
    for units in language.units:
        if unit.lower() in units:
            for other in units:
                yield f"{number} {other}"
                if len(other) < MIN_PART:
                    yield f"{number}{other}"
            if whole := in_digits(number, THOUSAND ** (language.units.index(units) + 1), language):
                yield whole


def in_digits(number: str, unit: int, language: Language) -> str | None:
    """Return 3.5 million as 3500000; None if digits are left over."""
    plain = number.replace(",", "" if language.thousands == "," else ".")
    value = float(plain) * unit if re.fullmatch(r"\d{1,3}(?:\.\d{1,3})?", plain) else 0.5
    return str(int(value)) if value == int(value) else None


def in_words(number: int, language: Language) -> Iterator[str]:
    """Yield 464000 as 464 thousand and 464k, and 3500000 as 3.5 million; not 1990 as 1.99 thousand."""
    for power, units in enumerate(language.units, start=1):
        value = number / THOUSAND**power
        decimals = 0 if power == 1 else 2
        if 1 <= value < THOUSAND and value == round(value, decimals):
            yield from (f"{value:g} {unit}" for unit in units)
            yield from (f"{value:g}{unit}" for unit in units if len(unit) < MIN_PART)


def splits(word: str, language: Language) -> Iterator[str]:
    """Yield a word as two: the index knows which of them are words."""
    if not (word.isalpha() and word.isascii() and MIN_SPLIT <= len(word) <= MAX_SPLIT):
        return
    for cut in range(1, len(word) - 1):
        first, second = word[:cut], word[cut:]
        if may_begin(first.lower(), language) and may_end(second.lower(), language):
            yield f"{first} {second}"


def may_begin(part: str, language: Language) -> bool:
    long = len(part) >= MIN_PART and part not in language.common_words
    return long or part in SINGLE_LETTERS or part in language.particles


def may_end(part: str, language: Language) -> bool:
    long = len(part) >= MIN_PART and part not in language.common_words
    return long or part in language.particles


def may_be_one(first: str, second: str, language: Language) -> bool:
    """Return whether two words may be one: both tell something, or one of them is a particle (log in, on line)."""
    common = {first, second} & language.common_words
    together = (first + second).isalnum() and not second.isdigit() and len(first + second) >= MIN_PAIR
    return together and (not common or bool(len(common) == 1 and common & language.particles))


def joins(words: Sequence[str], language: Language) -> Iterator[tuple[int, int, str]]:
    """Yield the words that may be one: the first, the one behind the last, and how they are written together."""
    yield from runs(words)
    for number, (first, second) in enumerate(pairwise(words)):
        if NUMBER.fullmatch(first):
            yield from ((number, number + 2, form) for form in rounded_forms(first, second, language))
        elif may_be_one(first.lower(), second.lower(), language) or (first.isalpha() and second.isdigit()):
            yield number, number + 2, first + second
    for number in range(len(words) - 2):
        first, between, last = words[number : number + 3]
        if between.lower() == language.conjunction and len(first + last) < MIN_PAIR:
            yield number, number + 3, f"{first}&{last}"
        elif len(between) == 1 and (first + between + last).isalpha() and between.lower() not in language.common_words:
            yield number, number + 3, first + between + last  # rock n roll


def runs(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield what was typed apart on purpose: the initials J K, and the thousands of 10 000."""
    spaced = " ".join(words)
    for run in re.finditer(r"(?<!\S)(?:[^\W\d_](?: [^\W\d_])+|\d{1,3}(?: \d{3})+)(?!\S)", spaced):
        start = spaced.count(" ", 0, run.start())
        yield start, start + run[0].count(" ") + 1, run[0].replace(" ", "")
