"""Fault 11: re-syncs under writes, some of them killed, while a reader searches constantly."""

import signal
import sys
from collections.abc import Callable
from typing import Any

import pytest

from search.tests.sync.faults.arena import ALIAS, Arena, until, wait_for_writes
from search.tests.sync.faults.journal import fill, written
from search.tests.sync.faults.table import Record
from search.tests.sync.reading import assert_no_reader_saw_less, read
from services.processes import groups

pytestmark = pytest.mark.chaos

ARTICLES = 5000
RESYNC = [sys.executable, "manage.py", "resync_search"]


def test_11_a_reader_never_sees_less_during_re_syncs(arena: Arena, record: Record) -> None:
    journal = fill(arena.articles, ARTICLES)
    arena.start_worker()
    arena.wait_until_followed()
    with read(arena.elastic, ALIAS) as answers, written(arena.articles, journal, pause=0.03, only_new=True):
        for _ in range(3):
            before = arena.live
            done = arena.manage("resync_search")
            assert done.returncode == 0, done.stderr
            assert arena.live != before
    row = arena.converge("11. re-sync under writes, 3 times", journal)
    record(row, f"{len(answers):,} searches, no error, never fewer hits")
    assert_no_reader_saw_less(answers, ARTICLES)


Point = Callable[[dict[str, Any]], bool]
POINTS: list[Point] = [
    lambda run: run["scanned"] >= ARTICLES / 2,
    lambda run: run["phase"] == "comparing",
    lambda run: run["phase"] == "swapping",
]


def kill_at(point: Point, arena: Arena) -> bool:
    """Kill a re-sync at a point; return False when it ended before the point was seen."""
    resync = arena.start(RESYNC, "resync")

    def has_come() -> bool:
        run = arena.note("search_resyncs").find_one()
        return resync.poll() is not None or (run is not None and point(run))

    until(has_come)
    groups.kill(resync)
    return resync.returncode == -signal.SIGKILL


def test_11_a_reader_never_sees_less_when_re_syncs_are_killed(arena: Arena, record: Record) -> None:
    journal = fill(arena.articles, ARTICLES)
    arena.start_worker()
    arena.wait_until_followed()
    with read(arena.elastic, ALIAS) as answers, written(arena.articles, journal, pause=0.03, only_new=True):
        for point in POINTS:
            until(lambda: kill_at(point, arena), 300)  # noqa: B023  # called at once
            wait_for_writes(journal, 20)
            before = arena.live
            done = arena.manage("resync_search")
            assert done.returncode == 0, done.stderr
            assert arena.live != before
    row = arena.converge(f"11. kill -9 the re-sync, {len(POINTS)} times", journal)
    record(row, f"{len(answers):,} searches, no error, never fewer hits")
    assert_no_reader_saw_less(answers, ARTICLES)
    until(lambda: len(arena.elastic.indices.get(index=f"{ALIAS}-*").body) == 1)
