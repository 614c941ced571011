"""The process's cache of the editors' picks (search/engines/read_cache.py)."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pymongo
from bson import ObjectId

from search.engines.read_cache import ReadCache, read_rows
from search.models import EditorsPick
from search.query.normalise import MAX_CHARACTERS
from search.query.parse import parse_query
from search.query.synonyms import Stems, stems_in_any_order
from search.values import ParsedQuery, SearchQuery, Sort

MOST_PICKS = 2_000
LONGEST_SENTENCE = 200  # characters; the model's limit, which another program may not observe
READ_SECONDS = 0.25
FIELDS = {"query": True, "article_id": True, "second_article_id": True, "sentence": True}


@dataclass(frozen=True, slots=True)
class KnownPick:
    """The ids of one or two articles, in the editors' order, for the query as they wrote it."""

    query: str
    ids: tuple[str, ...]
    sentence: str


Rows = tuple[KnownPick, ...]
Known = Mapping[Stems, KnownPick]


def read_picks() -> Rows:
    """Return the picks stored in MongoDB, except those that another program made unusable."""
    with pymongo.timeout(READ_SECONDS):
        rows = read_rows(EditorsPick, FIELDS, limit=MOST_PICKS, having={"query": {"$type": "string"}})
    return tuple(pick for pick in map(known_pick, rows) if pick.ids and len(pick.query) <= MAX_CHARACTERS)


def known_pick(row: Mapping[str, Any]) -> KnownPick:
    keys = (row.get("article_id"), row.get("second_article_id"))
    sentence = row.get("sentence")
    return KnownPick(
        query=row["query"],
        ids=tuple(dict.fromkeys(str(key) for key in keys if isinstance(key, ObjectId))),
        sentence=sentence[:LONGEST_SENTENCE] if isinstance(sentence, str) else "",
    )


def key_of(parsed: ParsedQuery) -> Stems:
    """Return the key under which a query is the same in any order; empty for one that no pick can be for.

    The words of an operator are not among it: a phrase, an excluded word and `title:` ask for something else. Values of
    facets only filter.
    """
    return () if parsed.required or parsed.excluded else stems_in_any_order(parsed.words)


def parse(rows: Rows) -> Known:
    """Return the picks by their keys. Of two for the same query the older one counts."""
    found: dict[Stems, KnownPick] = {}
    for pick in rows:
        if key := key_of(parse_query(pick.query)):
            found.setdefault(key, pick)
    return found


class PickList(ReadCache[Rows, Known]):
    def __init__(self, read: Callable[[], Rows] = read_picks, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(read=read, parse=parse, empty={}, noun="editors' picks", clock=clock)


# The process's cache.
known = PickList()


def pick_for(query: SearchQuery) -> KnownPick | None:
    """Return the pick for the whole query. It stands above the best match only, and where that begins."""
    if query.order is not Sort.RELEVANCE or query.shown_from > 1:
        return None
    picks = known.current()
    return picks.get(key_of(query.parsed)) if picks else None
