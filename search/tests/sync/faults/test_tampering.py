"""Faults 14 and 16: writes that reach the index too late, or not from the worker."""

from typing import Any

import pytest

from search.sync.follow.bulk import Write, send
from search.tests.sync import damage
from search.tests.sync.faults.arena import Arena, until, wait_for_writes
from search.tests.sync.faults.journal import fill, written
from search.tests.sync.faults.table import Record
from services.processes import groups

pytestmark = pytest.mark.chaos


def as_written(arena: Arena, count: int) -> list[Write]:
    """Return the writes that made the live index, as a suspended worker may still send them."""
    hits: list[dict[str, Any]] = arena.elastic.search(index=arena.live, size=count, version=True)["hits"]["hits"]
    dumps = arena.elastic.transport.serializers.dumps
    return [Write(hit["_id"], hit["_version"], dumps(hit["_source"])) for hit in hits]


def test_14_a_stale_write_after_a_delete_brings_nothing_back(arena: Arena, record: Record) -> None:
    """Writes from before the delete are sent again; workers are suspended during theirs and another takes over."""
    journal = fill(arena.articles, 1000)
    workers = [arena.start_worker(), arena.start_worker()]
    arena.wait_until_followed()
    late = as_written(arena, 1000)
    assert len(late) == 1000
    with written(arena.articles, journal):
        arena.articles.delete_many({"_id": {"$in": list(journal.titles)[:1000]}})
        journal.acknowledge(dict.fromkeys(list(journal.titles)[:1000]))
        gone = {write.key for write in late}
        until(lambda: (held := arena.held()) is not None and not gone & held.keys())
        assert send(arena.elastic, arena.live, late) == ([], [])
        for _ in range(2):
            for worker in workers:
                groups.freeze(worker)
                wait_for_writes(journal, 1000)  # longer than its lease lasts
                groups.thaw(worker)
    assert not {write.key for write in late} & (arena.held() or {}).keys()
    record(arena.converge("14. 1,000 stale writes after deletes, two workers that hung", journal))


def test_16_what_was_tampered_with_is_named_and_repaired_under_writes(arena: Arena, record: Record) -> None:
    journal = fill(arena.articles, 2000)
    arena.start_worker()
    arena.wait_until_followed()
    stale, missing, *_ = journal.titles
    with written(arena.articles, journal):
        wait_for_writes(journal, 100)
        invented = damage.tamper(arena.elastic, arena.live, stale, missing)
        found = arena.manage("verify_search")
        assert found.returncode == 1, found.stderr
        named = {tuple(line.split("\t")[:2]) for line in found.stdout.splitlines() if "\t" in line}
        assert named == {("stale", str(stale)), ("missing", str(missing)), ("orphan", invented)}
        repaired = arena.manage("verify_search", "--repair")
        assert repaired.returncode == 0, repaired.stdout + repaired.stderr
        wait_for_writes(journal, 100)
    record(arena.converge("16. one tampered with, one removed, one invented", journal), "verify named exactly three")
