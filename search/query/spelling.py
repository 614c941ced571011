"""Spelling suggestions, requested with the fuzzy pass: offered if they find more, and shown if the words find nothing.

The fuzzy pass itself, which finds articles in spite of a typo, is in search/query/clauses.py.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch.dsl import Search

from search.index.languages import archive_language
from search.query.normalise import APOSTROPHE, WORD, clean
from search.values import ParsedQuery

NAME = "spelling"
# One edit more than the fuzzy pass allows: a suggestion is only shown once its hits are counted.
MAX_EDITS = 2
# The first letter is nearly always right; without it, every term of the index would be a candidate.
PREFIX_LENGTH = 1
MIN_WORD_LENGTH = 4  # letters; a shorter word is similar to too many others
# A word in more articles than this is taken to be correct. One or two may contain the same typo.
MAX_TERM_FREQUENCY = 2
# Of a spelling whose hits are shown at once: 1 less the edits for each letter. Two edits make a "tape" of a tapir;
# from seven letters on they are rarely another word.
LEAST_SIMILARITY = 0.7


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A more frequent spelling of what stands at `start` to `end` of the suggestion text.

    `similarity` is Elasticsearch's score: 1 less the edits for each letter of the shorter spelling.
    """

    start: int
    end: int
    text: str
    similarity: float = 1.0

    @property
    def is_close(self) -> bool:
        return self.similarity >= LEAST_SIMILARITY


def suggestion_text(parsed: ParsedQuery) -> str:
    """Return the plain words, whose spelling is asked for."""
    return " ".join(word for word in parsed.words if WORD.fullmatch(word))


def add_suggestions(search: Search[Any], parsed: ParsedQuery) -> Search[Any]:
    """Request the closest more frequent spelling of each rare or unknown plain word."""
    typed = suggestion_text(parsed)
    if not typed:
        return search
    return search.suggest(
        NAME,
        typed,
        term={
            "analyzer": "exact_search",
            "field": "text" if archive_language().marks_stems else "text.spelling",
            "size": 1,
            "suggest_mode": "popular",
            "max_edits": MAX_EDITS,
            "prefix_length": PREFIX_LENGTH,
            "min_word_length": MIN_WORD_LENGTH,
            "max_term_freq": MAX_TERM_FREQUENCY,
        },
    )


def read_suggestions(body: Mapping[str, Any]) -> tuple[Suggestion, ...]:
    """Return the suggestions of Elasticsearch's response."""
    return tuple(
        Suggestion(entry["offset"], entry["offset"] + entry["length"], best["text"], best["score"])
        for entry in body.get("suggest", {}).get(NAME, ())
        for best in entry["options"][:1]
    )


def respelled(parsed: ParsedQuery, suggestions: Sequence[Suggestion]) -> str:
    """Return the query text with the suggested spellings; everything between the words stays."""
    typed = suggestion_text(parsed)
    better = {typed[each.start : each.end].lower(): each.text for each in suggestions}
    if not better:
        return parsed.text.strip()
    pieces = "|".join(re.escape(piece) for piece in sorted(better, key=len, reverse=True))

    def spell(found: re.Match[str]) -> str:
        return in_the_case_of(found[0], better.get(found[0].lower(), found[0]))

    return clean(re.sub(rf"(?<!\w)(?:{pieces})(?!\w)", spell, parsed.text, flags=re.IGNORECASE)).strip()


def in_the_case_of(typed: str, better: str) -> str:
    """Return the better spelling with capitals where the typed one has them: O'Riely becomes O'Reilly."""
    if typed.isupper():
        return better.upper()
    starts = re.compile(rf"(?:^|{APOSTROPHE})\w")
    capitals = [found[0][-1].isupper() for found in starts.finditer(typed)]
    counted = iter(capitals)
    return starts.sub(lambda found: found[0].upper() if next(counted, False) else found[0], better)
