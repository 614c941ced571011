"""Spelling suggestions ("did you mean"), requested with the fuzzy pass and offered if they find more.

The fuzzy pass itself, which finds articles in spite of a typo, is in search/query/clauses.py.
"""

import re
from collections.abc import Mapping
from typing import Any

from elasticsearch.dsl import Search

from search.query.normalise import WORD, clean
from search.values import ParsedQuery

NAME = "spelling"
# One edit more than the fuzzy pass allows: a suggestion is only shown once its hits are counted.
MAX_EDITS = 2
# The first letter is nearly always right; without it, every term of the index would be a candidate.
PREFIX_LENGTH = 1
MIN_WORD_LENGTH = 4  # letters; a shorter word is similar to too many others
# A word in more articles than this is taken to be correct. One or two may contain the same typo.
MAX_TERM_FREQUENCY = 2


def add_suggestions(search: Search[Any], parsed: ParsedQuery) -> Search[Any]:
    """Request the closest more frequent spelling of each rare or unknown plain word."""
    typed = " ".join(word for word in parsed.words if WORD.fullmatch(word))
    if not typed:
        return search
    return search.suggest(
        NAME,
        typed,
        term={
            "field": "text.spelling",
            "size": 1,
            "suggest_mode": "popular",
            "max_edits": MAX_EDITS,
            "prefix_length": PREFIX_LENGTH,
            "min_word_length": MIN_WORD_LENGTH,
            "max_term_freq": MAX_TERM_FREQUENCY,
        },
    )


def read_suggestions(body: Mapping[str, Any]) -> dict[str, str]:
    """Return the suggested spellings by word, in lower case, from Elasticsearch's response."""
    entries = body.get("suggest", {}).get(NAME, ())
    return {entry["text"]: entry["options"][0]["text"] for entry in entries if entry["options"]}


def respelled(text: str, better: Mapping[str, str]) -> str:
    """Return the query text with the suggested spellings; everything between the words stays."""

    def spell(found: re.Match[str]) -> str:
        return better.get(found[0].lower(), found[0])

    return clean(re.sub(r"[^\W_]+", spell, text)).strip()
