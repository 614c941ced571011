"""Other spellings of a query's words: asked for together with the second pass, offered when they find more."""

import re
from collections.abc import Mapping
from typing import Any

from elasticsearch.dsl import Search

from search.query.normalise import WORD, clean
from search.values import ParsedQuery

NAME = "spelling"
# Two slips may be in a word here, one more than the second pass forgives: nothing is shown before it is counted.
MAX_EDITS = 2
# The first letter is right nearly always, and without it every term of the index is a candidate.
PREFIX_LENGTH = 1
SHORTEST = 4  # letters; a shorter word is too near to too many others
# A word that stands in more articles than this is taken to be meant as it is. One or two may have the same slip.
RARE = 2


def add_suggestions(search: Search[Any], parsed: ParsedQuery) -> Search[Any]:
    """Ask for the nearest more usual spelling of each rare or unknown word among the plain ones."""
    typed = " ".join(word for word in parsed.words if WORD.fullmatch(word))
    if not typed:
        return search
    return search.suggest(
        NAME,
        typed,
        term={
            "field": "text.written",
            "size": 1,
            "suggest_mode": "popular",
            "max_edits": MAX_EDITS,
            "prefix_length": PREFIX_LENGTH,
            "min_word_length": SHORTEST,
            "max_term_freq": RARE,
        },
    )


def read_suggestions(body: Mapping[str, Any]) -> dict[str, str]:
    """Return the better spelling of each word that has one, in lower case, from Elasticsearch's answer."""
    entries = body.get("suggest", {}).get(NAME, ())
    return {entry["text"]: entry["options"][0]["text"] for entry in entries if entry["options"]}


def respelled(text: str, better: Mapping[str, str]) -> str:
    """Return the query with the better spellings in their places, whatever stands between them."""

    def spell(found: re.Match[str]) -> str:
        return better.get(found[0].lower(), found[0])

    return clean(re.sub(r"[^\W_]+", spell, text)).strip()
