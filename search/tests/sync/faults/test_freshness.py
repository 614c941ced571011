"""Fault 17: how long an acknowledged write takes until a search finds it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import quantiles
from time import monotonic

import pytest
from bson import ObjectId

from search.tests.sync.faults.arena import ALIAS, Arena, until
from search.tests.sync.faults.journal import Journal, fill, paced, row_of
from search.tests.sync.faults.table import Record
from search.tests.sync.repeating import repeated

pytestmark = pytest.mark.chaos

PER_SECOND, SECONDS = 10, 60


@dataclass
class Waiting:
    """The writes that no search has found so far: their title, and when they were acknowledged."""

    writes: dict[str, tuple[str, float]] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)

    def look(self, arena: Arena) -> None:
        required = dict(self.writes)
        if not required:
            return
        found = arena.elastic.search(
            index=ALIAS, query={"terms": {"id": list(required)}}, size=1000, source_includes=["title"]
        )
        now = monotonic()
        for hit in found["hits"]["hits"]:
            title, since = required[hit["_id"]]
            if hit["_source"]["title"] == title:
                self.took.append(now - since)
                del self.writes[hit["_id"]]


@contextmanager
def looking(arena: Arena) -> Iterator[Waiting]:
    """Search constantly for the writes that were not found yet."""
    waiting = Waiting()
    with repeated(lambda: waiting.look(arena), 0.005):
        yield waiting


def write(arena: Arena, number: int, old: list[ObjectId], journal: Journal, waiting: Waiting) -> None:
    """Edit an article or add one, in turn."""
    row = row_of(f"Fresh {number}")
    if number % 2:
        row["_id"] = old[number % len(old)]
        arena.articles.update_one({"_id": row["_id"]}, {"$set": {"title": row["title"]}})
    else:
        arena.articles.insert_one(row)
    waiting.writes[str(row["_id"])] = row["title"], monotonic()
    journal.acknowledge({row["_id"]: row["title"]})


def test_17_ten_writes_a_second_are_found_within_a_second(arena: Arena, record: Record) -> None:
    journal = fill(arena.articles, 1000)
    old = list(journal.titles)
    arena.start_worker()
    arena.wait_until_followed()
    with looking(arena) as waiting:
        for number in paced(PER_SECOND * SECONDS, PER_SECOND):
            write(arena, number, old, journal, waiting)
        until(lambda: not waiting.writes)
    assert len(waiting.took) == PER_SECOND * SECONDS
    cuts = quantiles(waiting.took, n=100)
    p50, p95, p99 = cuts[49], cuts[94], cuts[98]
    row = arena.converge("17. ten writes a second for a minute", journal)
    record(row, f"found after: p50 {p50:.2f} s, p95 {p95:.2f} s, p99 {p99:.2f} s")
    assert p95 <= 1
    assert p99 <= 2
