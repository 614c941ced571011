"""Synonyms: the editors' groups of terms, and the expansion of a query by them.

Elasticsearch's own synonym sets need a module that the embedded server lacks, and a list inside an analyzer needs a
new index after each change. So the query is expanded instead (search/query/clauses.py).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import snowballstemmer

from search.index.languages import Language, archive_language
from search.index.languages.language import without_marks
from search.query.normalise import APOSTROPHE, MAX_WORDS, WORD
from search.values import ParsedQuery, TermGroup

# Each synonym is one more clause of the query.
MOST_TERMS = 8
MOST_WORDS_IN_TERM = 5

# The point between two initials.
INITIAL_POINTS = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)")

Stems = tuple[str, ...]


def stems(words: Iterable[str]) -> Stems:
    """Return the key under which "Films" and "film's" are the same term: no case, accents or endings."""
    language = archive_language()
    return tuple(stem(plain(word, language), language.snowball) for word in words)


def stems_in_any_order(words: Iterable[str]) -> Stems:
    """Return the key under which "war and peace" and "Peace and wars" are the same query; empty without a word."""
    found = stems(word for word in words if WORD.search(word))
    return tuple(sorted(INITIAL_POINTS.sub("", key) for key in found))


# The whole list of up to 2,000 groups is parsed after each edit, and readers type the same words.
@lru_cache(maxsize=10_000)
def stem(word: str, algorithm: str) -> str:
    """Return the stem by an algorithm of snowballstemmer; the word itself for a language without one."""
    if not algorithm:
        return word
    # A new stemmer for each call: it has state, and requests run in threads.
    stemmed: str = snowballstemmer.stemmer(algorithm).stemWord(word)
    return stemmed


def plain(word: str, language: Language) -> str:
    """Return the word without case, accents, article (l'avion) and genitive, as the index has it."""
    lower = re.sub(APOSTROPHE, "'", language.lowered(word))
    before, apostrophe, after = lower.partition("'")
    if apostrophe and before in language.elisions:
        lower = after
    elif language.apostrophe_endings:
        lower = before
    return without_marks(lower).removesuffix("'s")


def terms_of(written: str) -> tuple[str, ...]:
    """Return the terms of a group written as "lorry, truck": trimmed, without duplicates, in order."""
    terms = (re.sub(r"\s+", " ", term).strip() for term in written.split(","))
    return tuple(dict.fromkeys(term for term in terms if term))


@dataclass(frozen=True, slots=True)
class Synonyms:
    """The synonyms of each term by its stems. A term in two groups has the synonyms of both."""

    others: Mapping[Stems, tuple[str, ...]] = field(default_factory=dict)
    longest: int = 0

    @classmethod
    def of(cls, groups: Iterable[str]) -> "Synonyms":
        """Parse groups as editors write them; a group with fewer than two usable terms is ignored."""
        others: dict[Stems, dict[str, None]] = {}
        for written in groups:
            keyed = {term: stems(WORD.findall(term)) for term in terms_of(written)}
            keyed = {term: key for term, key in keyed.items() if 0 < len(key) <= MOST_WORDS_IN_TERM}
            for key in keyed.values():
                others.setdefault(key, {}).update((term, None) for term, its in keyed.items() if its != key)
        known = {key: tuple(terms)[:MOST_TERMS] for key, terms in others.items() if terms}
        return cls(known, max(map(len, known), default=0))

    def widen(self, parsed: ParsedQuery) -> ParsedQuery:
        """Return the parsed query with its words grouped into terms and their synonyms added."""
        return replace(parsed, term_groups=self.group(parsed.term_groups)) if self.others else parsed

    def group(self, single: Sequence[TermGroup]) -> tuple[TermGroup, ...]:
        """Group the words of a query, longest terms first. A word without synonyms is a group of its own."""
        words = [word for group in single for word in group.words]
        keys = self.known_keys(stems(words[:MAX_WORDS])) if self.others else ()
        found: list[TermGroup] = []
        start = 0
        while start < len(words):
            end = start + self.length_at(keys, start)
            together = single[start:end]
            found.append(
                TermGroup(
                    words=tuple(words[start:end]),
                    half_typed=together[-1].half_typed,
                    synonyms=self.others.get(keys[start:end], ()) if keys else (),
                    forms=tuple(forms for group in together for forms in group.forms),
                )
            )
            start = end
        return tuple(found)

    def known_keys(self, keys: Stems) -> Stems:
        """Return the keys of words, for initials that no group has with their points those without: F.B.I. is FBI."""
        return tuple(key if (key,) in self.others else INITIAL_POINTS.sub("", key) for key in keys)

    def length_at(self, keys: Stems, start: int) -> int:
        lengths = range(min(self.longest, len(keys) - start), 0, -1)
        return next((length for length in lengths if keys[start : start + length] in self.others), 1)


NO_SYNONYMS = Synonyms()
