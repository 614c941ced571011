"""Which terms mean the same, and which words of a query have others in their place.

Elasticsearch's own synonym sets need a module that the embedded server lacks, and a list inside an analyzer needs a
new index at each change. So the query is widened instead (search/query/clauses.py), from the list that editors keep.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import snowballstemmer

from search.query.normalise import MAX_WORDS, WORD
from search.values import ParsedQuery, TermGroup

# What one word can stand for makes a query longer, and each of the terms is looked for.
MOST_TERMS = 8
MOST_WORDS_IN_TERM = 5

Stems = tuple[str, ...]


def stems(words: Iterable[str]) -> Stems:
    """Return what makes "Films" and "film's" the same term: no case, no accents, no ending."""
    return tuple(stem(plain(word)) for word in words)


# A list of 2,000 groups is read anew after each edit, and readers type the same words.
@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    # One for each call: it keeps what it is working on, and requests run in threads.
    stemmed: str = snowballstemmer.stemmer("english").stemWord(word)
    return stemmed


def plain(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.casefold().replace("’", "'"))
    return "".join(char for char in letters if unicodedata.category(char) != "Mn").removesuffix("'s")


def terms_of(written: str) -> tuple[str, ...]:
    """Return the terms of a group as an editor wrote it, "lorry, truck": trimmed, each once, in their order."""
    terms = (re.sub(r"\s+", " ", term).strip() for term in written.split(","))
    return tuple(dict.fromkeys(term for term in terms if term))


@dataclass(frozen=True, slots=True)
class Synonyms:
    """From a term's stems to the terms that may stand in its place. A term of two groups has those of both."""

    others: Mapping[Stems, tuple[str, ...]] = field(default_factory=dict)
    longest: int = 0

    @classmethod
    def of(cls, groups: Iterable[str]) -> "Synonyms":
        """Read groups as editors write them. What is no group (a single term, no word in it) counts for nothing."""
        others: dict[Stems, dict[str, None]] = {}
        for written in groups:
            keyed = {term: stems(WORD.findall(term)) for term in terms_of(written)}
            keyed = {term: key for term, key in keyed.items() if 0 < len(key) <= MOST_WORDS_IN_TERM}
            for key in keyed.values():
                others.setdefault(key, {}).update((term, None) for term, its in keyed.items() if its != key)
        known = {key: tuple(terms)[:MOST_TERMS] for key, terms in others.items() if terms}
        return cls(known, max(map(len, known), default=0))

    def widen(self, parsed: ParsedQuery) -> ParsedQuery:
        """Return a parsed query whose term groups have their synonyms."""
        if not self.others:
            return parsed
        return replace(parsed, term_groups=self.group(parsed.words, half_typed=parsed.half_typed))

    def group(self, words: Sequence[str], *, half_typed: bool) -> tuple[TermGroup, ...]:
        """Group the words of a query, the longest terms first. A word without synonyms is a group of its own."""
        keys = stems(words[:MAX_WORDS]) if self.others else ()
        found: list[TermGroup] = []
        start = 0
        while start < len(words):
            length = self.length_at(keys, start)
            end = start + length
            synonyms = self.others.get(keys[start:end], ()) if keys else ()
            found.append(TermGroup(tuple(words[start:end]), half_typed and end == len(words), synonyms))
            start = end
        return tuple(found)

    def length_at(self, keys: Stems, start: int) -> int:
        lengths = range(min(self.longest, len(keys) - start), 0, -1)
        return next((length for length in lengths if keys[start : start + length] in self.others), 1)


NO_SYNONYMS = Synonyms()
