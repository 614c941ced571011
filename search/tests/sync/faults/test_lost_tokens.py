"""Faults 8, 9 and 10: the resume token, the collection or the index is lost, and nobody has to act."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import pytest
from bson import Timestamp
from elasticsearch import Elasticsearch

from search.tests.sync import damage
from search.tests.sync.faults.arena import ALIAS, PREFIX, Arena, until, wait_for_writes
from search.tests.sync.faults.journal import fill, row_of, written
from search.tests.sync.faults.table import Record
from search.tests.sync.faults.web import Browser, Web
from search.tests.sync.repeating import repeated
from services.processes import groups

pytestmark = pytest.mark.chaos


def push_the_oplog_past(arena: Arena, moment: Timestamp) -> None:
    """Write until the oplog begins after a moment; MongoDB keeps what its own last checkpoint needs."""
    junk = arena.mongo["junk"]["junk"]

    def is_past() -> bool:
        junk.insert_many([{"filling": b"x" * 2**20} for _ in range(16)])
        junk.drop()
        (first,) = arena.mongo["local"]["oplog.rs"].find().sort("$natural", 1).limit(1)
        oldest: Timestamp = first["ts"]
        return oldest > moment

    until(is_past, 300)


@pytest.mark.parametrize("frozen", [False, True], ids=["of a killed worker", "of a frozen worker"])
def test_8_a_token_that_mongodb_is_past_is_a_re_sync(frozen: bool, arena: Arena, record: Record) -> None:
    """The oplog really has moved past the checkpoint while no worker followed."""
    journal = fill(arena.articles, 1000)
    arena.mongo.admin.command("setParameter", 1, syncdelay=5)  # seconds between MongoDB's checkpoints, instead of 60
    worker = arena.start_worker()
    arena.wait_until_followed()
    before = arena.live
    with written(arena.articles, journal):
        wait_for_writes(journal, 100)
        (groups.freeze if frozen else groups.kill)(worker)
        wait_for_writes(journal, 100)
        push_the_oplog_past(arena, arena.mongo.admin.command("ping")["operationTime"])
        if frozen:
            groups.thaw(worker)
        else:
            worker = arena.start_worker()
        began = monotonic()
        until(lambda: arena.holders not in ([], [before]))
        took = monotonic() - began
    row = arena.converge(f"8. token lost, worker {'frozen' if frozen else 'killed'} meanwhile", journal)
    record(row, f"the new index was live after {took:.0f} s")
    assert worker.poll() is None
    assert "StreamLostError" in arena.log_of("worker")


def test_9_a_collection_that_is_dropped_and_restored_is_indexed_anew(arena: Arena, record: Record) -> None:
    journal = fill(arena.articles, 2000)
    arena.start_worker()
    arena.wait_until_followed()
    before = arena.live
    rows = list(arena.articles.find())
    restored = [*rows[:1500], *({**row_of(row["title"]), "category": "sport"} for row in rows[1500:])]
    damage.drop_and_restore(arena.articles, restored)
    journal.acknowledge({row["_id"]: None for row in rows} | {row["_id"]: row["title"] for row in restored})
    until(lambda: arena.holders not in ([], [before]))
    with written(arena.articles, journal):
        wait_for_writes(journal, 100)
    record(arena.converge("9. collection of 2,000 dropped and restored", journal))


@contextmanager
def asked(web: Web) -> Iterator[list[int]]:
    """Search on the site constantly; collect the status of each answer."""
    statuses: list[int] = []
    with repeated(lambda: statuses.append(Browser(web.address).ask("/search.json?q=article")[0]), 0.05):
        yield statuses


DAMAGES: dict[str, Callable[[Elasticsearch, str, str], None]] = {
    "10. live index deleted": damage.remove_index,
    "10. alias removed": damage.remove_alias,
}


@pytest.mark.parametrize("fault", DAMAGES)
def test_10_readers_see_results_again_and_nobody_has_to_act(fault: str, arena: Arena, record: Record) -> None:
    journal = fill(arena.articles, 2000)
    arena.start_worker()
    arena.wait_until_followed()
    web = Web(arena)
    web.start()
    with asked(web) as statuses, written(arena.articles, journal):
        for _ in range(2):
            wait_for_writes(journal, 100)
            DAMAGES[fault](arena.elastic, arena.live, ALIAS)
            wait_for_writes(journal, 100)
            assert ALIAS not in arena.elastic.indices.get(index=f"{PREFIX}*").body, "a write created it"
            until(lambda: arena.holders)
            until(lambda: '"engine": "elasticsearch"' in Browser(web.address).ask("/search.json?q=article")[1])
    record(arena.converge(f"{fault}, twice", journal), f"{len(statuses):,} searches on the site, all answered")
    assert set(statuses) == {200}
    (only,) = arena.elastic.indices.get(index=f"{PREFIX}*").body
    assert arena.holders == [only]
