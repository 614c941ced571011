"""The whole text query, pinned for a table of inputs, so that no change goes unnoticed. Without a server.

After an intended change, run `PIN=1 make test PYTEST=search/tests/query/test_pinned_queries.py` and review the diff of
pinned_queries.json.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from search.query.parse import parse_query
from search.query.synonyms import Synonyms
from search.query.text_query import text_query

PINNED = Path(__file__).with_name("pinned_queries.json")
SYNONYMS = Synonyms.of(["film, motion picture"])
INPUTS: dict[str, tuple[str, dict[str, bool]]] = {
    "no words": ("", {}),
    "one word": ("war ", {}),
    "first letters": ("wa", {}),
    "half typed": ("warn", {}),
    "two words": ("time warner ", {}),
    "two words, one letter": ("vitamin c", {}),
    "phrase": ('"time warner"', {}),
    "exclusion": ("oil -gas ", {}),
    "title operator": ("oil title:pri", {}),
    "category operator": ("cup -category:tech", {}),
    "fuzzy": ("parliment vote ", {"fuzzy": True}),
    "fuzzy, half typed": ("goverme", {"fuzzy": True}),
    "any word": ("owls zebras ", {"any_word": True}),
    "synonym": ("film festival ", {}),
    "hyphen": ("e-mail ", {}),
    "number": ("100 ", {}),
}


def body(name: str) -> dict[str, Any]:
    text, options = INPUTS[name]
    return dict(text_query(SYNONYMS.widen(parse_query(text)), **options).to_dict())


@pytest.fixture(scope="module")
def pinned() -> dict[str, Any]:
    if os.environ.get("PIN"):
        PINNED.write_text(json.dumps({name: body(name) for name in INPUTS}, indent=1, ensure_ascii=False) + "\n")
    bodies: dict[str, Any] = json.loads(PINNED.read_text())
    return bodies


@pytest.mark.parametrize("name", INPUTS)
def test_the_query_is_the_pinned_one(pinned: dict[str, Any], name: str) -> None:
    assert body(name) == pinned[name]


def test_every_pinned_query_has_an_input(pinned: dict[str, Any]) -> None:
    assert set(pinned) == set(INPUTS)
