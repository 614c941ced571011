"""Makes slips of the hand: frequent long words of an archive, each mistyped in the usual ways. Deterministic.

A word is typed key by key. The keystrokes of a slip are the beginnings of the mistyped word, from the first that is no
beginning of the word to the whole.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

# Not a part of O'Neill, e-mail or bbc.co.uk.
WORD = re.compile(r"(?<![\w'’.-])[a-z]+(?![\w'’-]|\.\w)", re.IGNORECASE)
WORDS = 100
SHORTEST = 7  # letters; of a shorter word there is little left to type behind a slip
COMMON_BEGINNING = 5  # letters; government and governments are one word here
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")  # of the keyboard


@dataclass(frozen=True, slots=True)
class Slip:
    kind: str
    typed: str
    word: str  # as it was meant
    titles: frozenset[str]  # of the articles that hold it, in lower case

    @property
    def keystrokes(self) -> list[str]:
        """Return what stands in the search box after each key, from the slip to the end of the word."""
        beginnings = (self.typed[:end] for end in range(1, len(self.typed) + 1))
        return [typed for typed in beginnings if not self.word.startswith(typed)]


def swapped(word: str, place: int) -> str:
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def dropped(word: str, place: int) -> str:
    return word[:place] + word[place + 1 :]


def doubled(word: str, place: int) -> str:
    return word[: place + 1] + word[place:]


def neighbour(word: str, place: int) -> str:
    """Replace a letter by the one right of it on the keyboard, at the end of a row by the one left of it."""
    (row,) = (row for row in ROWS if word[place] in row)
    key = row.index(word[place])
    return word[:place] + (row[key + 1] if key + 1 < len(row) else row[key - 1]) + word[place + 1 :]


KINDS: dict[str, Callable[[str, int], str]] = {
    "swapped": swapped,
    "dropped": dropped,
    "doubled": doubled,
    "neighbour": neighbour,
}


def make_slips(rows: Sequence[dict[str, str]], count: int = WORDS) -> list[Slip]:
    """Return a slip of each kind in each of the `count` most frequent long words of rows with `title` and `content`."""
    holders: dict[str, set[str]] = defaultdict(set)
    articles: Counter[str] = Counter()
    for row in rows:
        for word in {found.lower() for found in WORD.findall(f"{row['title']}\n{row['content']}")}:
            if len(word) >= SHORTEST:
                holders[word].add(row["title"].strip().lower())
                articles[word] += 1
    chosen = unlike(sorted(articles, key=lambda word: (-articles[word], word)), count)
    return [
        Slip(kind, typed, word, frozenset(holders[word]))
        for word in chosen
        for kind in KINDS
        if (typed := mistyped(word, kind)) not in articles
    ]


def unlike(words: Sequence[str], count: int) -> list[str]:
    """Return the first `count` words of which no two begin with the same letters."""
    return list({word[:COMMON_BEGINNING]: word for word in reversed(words)}.values())[::-1][:count]


def mistyped(word: str, kind: str) -> str:
    """Return the word with one slip, not in its first or last letter; the word itself if none changes it."""
    return next((typed for place in places(word, kind) if (typed := KINDS[kind](word, place)) != word), word)


def places(word: str, kind: str) -> Iterator[int]:
    """Yield the places of the inner letters, each once, from one that depends on nothing but word and kind."""
    inner = range(1, len(word) - 2)
    start = int(hashlib.sha256(f"{kind} {word}".encode()).hexdigest(), 16) % len(inner)
    yield from (*inner[start:], *inner[:start])
