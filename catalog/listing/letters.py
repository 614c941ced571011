"""The letters of the index: under which a title stands, and which there are.

The order is that of the collection (the first migration), which is Unicode's: signs and digits first, then the letters
of each script, with accents and strokes after the plain letter. What is in it is asked of MongoDB, and this module only
names it: a title that begins with something else than a letter stands under `OTHER`, one in Chinese characters under
that of all, one in Hangul under the syllable with which its first consonant begins.
"""

import re
import unicodedata

from django.db.models import QuerySet

from catalog.models import Article
from catalog.ordering import by_index

OTHER = "#"
HAN = "漢"
# More than any alphabet has; of a syllabary the first ones are marked.
MOST_MARKS = 60
FIRST_FEW = 2
# Unicode's collation has it after every other character, for ranges such as these.
LAST = "\uffff"
FIRST_LETTER = "a"  # everything before it is OTHER
FIRST_SYLLABLE, LAST_SYLLABLE, SYLLABLES = 0xAC00, 0xD7A3, 588
INVISIBLE = {"Cc", "Cf", "Mn"}
# Sorted as the letters that they are made of.
JOINED = {"Æ": "A", "Œ": "O", "Ð": "D", "Ŋ": "N"}
STROKE = re.compile(r"(\w+) CAPITAL LETTER (\w+) WITH ")


def mark_of(title: object) -> str:
    """Return the letter under which a title stands; another program may have stored one that is not text."""
    text = title if isinstance(title, str) else ""
    first = next((char for char in text if unicodedata.category(char) not in INVISIBLE), "")
    letter = unicodedata.normalize("NFKD", first)[:1].upper()[:1]
    if not letter.isalpha():
        return OTHER
    if "\u1100" <= letter <= "\u1112" and FIRST_SYLLABLE <= ord(first) <= LAST_SYLLABLE:
        return chr(ord(first) - (ord(first) - FIRST_SYLLABLE) % SYLLABLES)
    name = unicodedata.name(letter, "")
    if name.startswith("CJK"):
        return HAN
    if stroke := STROKE.match(name):
        return unicodedata.lookup(f"{stroke[1]} CAPITAL LETTER {stroke[2]}")
    return JOINED.get(letter, letter)


def id_of(mark: str) -> str:
    return f"letter-{'other' if mark == OTHER else mark}"


def marks_in(articles: QuerySet[Article]) -> tuple[str, ...]:
    """Return the letters that the articles have, in their order: one question for each, answered by the index."""
    marks: dict[str, None] = {OTHER: None} if articles.filter(title__lt=FIRST_LETTER).exists() else {}
    bound = FIRST_LETTER
    for _ in range(MOST_MARKS):
        title = first_title(articles.filter(title__gte=bound))
        mark = mark_of(title)
        if not title or mark == OTHER:
            break
        # A letter that is sorted behind the one under which it stands (Й of И) ends with itself.
        bound = end_of(mark) if mark not in marks else title[0] + LAST
        marks[mark] = None
        if mark == HAN:
            break
    return tuple(marks)


def end_of(mark: str) -> str:
    """Return what comes after all titles under a letter."""
    syllable = FIRST_SYLLABLE <= ord(mark) <= LAST_SYLLABLE
    return (chr(ord(mark) + SYLLABLES - 1) if syllable else mark) + LAST


def first_title(articles: QuerySet[Article]) -> str:
    """Return the first title that is text; of what other programs have stored, a few are passed over.

    Whole articles are read: the backend selects fields before it sorts, and then uses no index.
    """
    found = articles.order_by(*by_index("title", "_id"))[:FIRST_FEW]
    return next((article.title for article in found if isinstance(article.title, str)), "")


def count_before(articles: QuerySet[Article], mark: str) -> int:
    """Return how many of the articles stand before a letter.

    The rest is counted, from the index alone: for `lt` the backend also asks of each article whether it has a title.
    """
    return 0 if mark == OTHER else articles.count() - articles.filter(title__gte=mark).count()
