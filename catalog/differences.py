"""What parts two texts, for a person to read: by paragraphs, and by words where a paragraph was changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# difflib takes quadratic time in the worst case: 2,000 unlike pieces stay well under a second.
MAX_PIECES = 2_000
_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """`kind` says in which of the two texts this piece stands."""

    kind: Literal["both", "theirs", "mine"]
    text: str


def differences(theirs: str, mine: str) -> list[Piece]:
    """Return the pieces in reading order; none when the texts are equal or too long to compare."""
    if theirs == mine:
        return []
    old, new = theirs.splitlines(keepends=True), mine.splitlines(keepends=True)
    if len(old) + len(new) > MAX_PIECES:
        return []
    return list(_pieces(old, new))


def _pieces(old: Sequence[str], new: Sequence[str], *, by_words: bool = False) -> Iterator[Piece]:
    for change, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            yield Piece("both", "".join(old[a:b]))
        elif by_words or change != "replace":
            yield from _changed("".join(old[a:b]), "".join(new[c:d]))
        else:
            yield from _words("".join(old[a:b]), "".join(new[c:d]))


def _words(theirs: str, mine: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(theirs), _WORDS.findall(mine)
    if len(old) + len(new) > MAX_PIECES:
        yield from _changed(theirs, mine)
    else:
        yield from _pieces(old, new, by_words=True)


def _changed(theirs: str, mine: str) -> Iterator[Piece]:
    if theirs:
        yield Piece("theirs", theirs)
    if mine:
        yield Piece("mine", mine)
