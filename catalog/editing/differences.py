"""The differences of two versions of an article. Those of the text are by line, by word where a line was changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from catalog.categories import category_key
from catalog.models import Article

# difflib takes quadratic time in the worst case: 2,000 different pieces stay well under a second.
MAX_PIECES = 2_000
WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text, and which of the two versions contains it."""

    kind: Literal["both", "theirs", "mine"]
    text: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field but for the text, as both versions have it."""

    label: str
    theirs: str
    mine: str


def field_differences(theirs: Article, mine: Article) -> list[FieldDifference]:
    found = [
        FieldDifference("Title", str(theirs.title), str(mine.title)),
        FieldDifference("Category", theirs.category_label, mine.category_label),
        FieldDifference("Author", "; ".join(theirs.authors), "; ".join(mine.authors)),
        FieldDifference("Published", date(theirs), date(mine)),
        FieldDifference("Source", str(theirs.source_url or ""), str(mine.source_url or "")),
    ]
    return [each for each in found if each.theirs != each.mine and not is_spelling_only(each)]


def is_spelling_only(difference: FieldDifference) -> bool:
    """Return whether it will be saved as it is: a category typed in another case is the same."""
    return difference.label == "Category" and category_key(difference.theirs) == category_key(difference.mine)


def date(article: Article) -> str:
    return f"{article.published_at:%-d %B %Y, %H:%M}" if article.published_at else ""


def differences(theirs: str, mine: str) -> list[Piece]:
    """Return the pieces in reading order; an empty list when the texts are equal or too long to compare."""
    if theirs == mine:
        return []
    old, new = theirs.splitlines(keepends=True), mine.splitlines(keepends=True)
    if len(old) + len(new) > MAX_PIECES:
        return []
    return list(compare(old, new))


def compare(old: Sequence[str], new: Sequence[str], *, by_words: bool = False) -> Iterator[Piece]:
    for change, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            yield Piece("both", "".join(old[a:b]))
        elif by_words or change != "replace":
            yield from replacement("".join(old[a:b]), "".join(new[c:d]))
        else:
            yield from compare_words("".join(old[a:b]), "".join(new[c:d]))


def compare_words(theirs: str, mine: str) -> Iterator[Piece]:
    old, new = WORDS.findall(theirs), WORDS.findall(mine)
    if len(old) + len(new) > MAX_PIECES:
        yield from replacement(theirs, mine)
    else:
        yield from compare(old, new, by_words=True)


def replacement(theirs: str, mine: str) -> Iterator[Piece]:
    if theirs:
        yield Piece("theirs", theirs)
    if mine:
        yield Piece("mine", mine)
