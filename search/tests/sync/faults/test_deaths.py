"""Faults 1, 3, 4 and 5: whatever is killed, no acknowledged write is lost."""

import pytest

from search.tests.sync.faults.arena import STARTS, Arena, wait_for_writes
from search.tests.sync.faults.journal import written
from search.tests.sync.faults.table import Record
from services.processes import groups
from services.progress import Silence

SHORT, LONG = 1, 10
forms = pytest.mark.parametrize("scale", [SHORT, pytest.param(LONG, marks=pytest.mark.chaos)])


@forms
def test_1_elasticsearch_is_killed_during_edits(scale: int, arena: Arena, record: Record) -> None:
    arena.start_worker()
    arena.wait_until_followed()
    with written(arena.articles) as journal:
        for _ in range(1 if scale == SHORT else 3):
            wait_for_writes(journal, 50 * scale)
            arena.elasticsearch.kill()
            wait_for_writes(journal, 50 * scale)
            arena.elasticsearch.start()
            arena.elasticsearch.wait_until_healthy(Silence(), STARTS)
    row = arena.converge("1. kill -9 Elasticsearch", journal)
    record(row, f"slowest save {journal.slowest:.2f} s")
    assert row.seconds <= 30
    assert journal.slowest < 1


@forms
def test_3_the_worker_is_killed_again_and_again_and_two_work_at_once(scale: int, arena: Arena, record: Record) -> None:
    workers = [arena.start_worker(), arena.start_worker()]
    arena.wait_until_followed()
    times = 3 * scale
    with written(arena.articles) as journal:
        for number in range(times):
            wait_for_writes(journal, 30)
            groups.kill(workers[number % 2])
            workers[number % 2] = arena.start_worker()
    record(arena.converge(f"3. kill -9 the worker, {times} times", journal))


@forms
def test_4_the_primary_steps_down(scale: int, arena: Arena, record: Record) -> None:
    arena.start_worker()
    arena.wait_until_followed()
    with written(arena.articles) as journal:
        for _ in range(max(1, scale // 3)):
            wait_for_writes(journal, 50)
            arena.mongo.admin.command("replSetStepDown", 3, secondaryCatchUpPeriodSecs=1, force=True)
            wait_for_writes(journal, 50)
    record(arena.converge("4. step-down of the primary", journal))


@forms
def test_5_mongod_is_killed_and_comes_back(scale: int, arena: Arena, record: Record) -> None:
    worker = arena.start_worker()
    arena.wait_until_followed()
    with written(arena.articles) as journal:
        for _ in range(max(1, scale // 3)):
            wait_for_writes(journal, 50)
            arena.mongodb.kill()
            arena.mongodb.start()
            arena.mongodb.wait_until_healthy(Silence(), STARTS)
            wait_for_writes(journal, 50)
    record(arena.converge("5. kill -9 mongod", journal))
    assert worker.poll() is None, "the worker ended"
