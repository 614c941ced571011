"""Converts what Elasticsearch says of picked articles."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from search.engines.picks.cache import KnownPick
from search.engines.responses import read_hit
from search.values import Hit, Pick


def read_pick(known: KnownPick, found: Mapping[str, Any]) -> Pick | None:
    """Return the pick with the articles that are there, None without one. No search fails for lack of a pick."""
    # They were asked for by their ids, so nothing is scored.
    hits = [replace(read_hit(each), score=None) for each in found.get("hits", {}).get("hits", ())]
    return pick_of(known, hits)


def pick_of(known: KnownPick, hits: Sequence[Hit]) -> Pick | None:
    """Return the pick with its articles in the editors' order."""
    by_id = {hit.id: hit for hit in hits}
    there = tuple(by_id[pk] for pk in known.ids if pk in by_id)
    return Pick(known.sentence, there) if there else None
