"""Faults 12, 13 and 15: articles that the index refuses, and an index that accepts no writes at all."""

import pytest

from search.tests.sync.damage import DAMAGES, refusing_every_document
from search.tests.sync.faults.arena import PREFIX, Arena, until, wait_for_writes
from search.tests.sync.faults.journal import fill, row_of, written
from search.tests.sync.faults.table import Record

pytestmark = pytest.mark.chaos

LETTERS = "search_dead_letters"
FOREIGN = ("a-slug", 7, {"year": 2024})
TOO_LONG = "x" * 40_000  # for a keyword


def test_12_what_cannot_be_indexed_stops_no_other(arena: Arena, record: Record) -> None:
    """One of 500 is refused by Elasticsearch, some have wrong types, some foreign ids; then all are fixed."""
    arena.start_worker()
    arena.wait_until_followed()
    rows = [row_of(f"Good {number}") for number in range(500)]
    rows[250]["category"] = TOO_LONG
    damaged = [row_of(f"Damaged {number}") | damage for number, damage in enumerate(DAMAGES)]
    foreign = [{**row_of("Foreign"), "_id": key} for key in FOREIGN]
    bad = [rows[250], *damaged]
    with written(arena.articles) as journal:
        arena.articles.insert_many([*rows, *damaged, *foreign])
        journal.acknowledge({row["_id"]: row["title"] for row in rows})
        until(lambda: arena.note(LETTERS).count_documents({}) == len(bad) + len(foreign))
        good = {str(row["_id"]) for row in rows} - {str(rows[250]["_id"])}
        until(lambda: good <= (arena.held() or {}).keys())
        wait_for_writes(journal, 100)
        fixed = {"title": "Fixed", "content": "Text", "category": "tech", "published_at": None}
        arena.articles.update_many({"_id": {"$in": [row["_id"] for row in bad]}}, {"$set": fixed})
        arena.articles.delete_many({"_id": {"$in": list(FOREIGN)}})
        journal.acknowledge({row["_id"]: "Fixed" for row in bad})
        until(lambda: arena.note(LETTERS).count_documents({}) == 0)
    record(arena.converge("12. one refused among 500, five damaged, three foreign ids", journal))


def test_13_an_index_that_refuses_every_article_stops_the_worker_and_loses_nothing(
    arena: Arena, record: Record
) -> None:
    """The worker ends with exit code 3, readers keep the old index, and once fixed, everything is indexed."""
    journal = fill(arena.articles, 2000)
    arena.start_worker()
    arena.wait_until_followed()
    arena.stop_all()
    before = arena.live
    with refusing_every_document(arena.elastic, PREFIX) as pipeline:
        arena.elastic.indices.put_settings(index=before, settings={"index.final_pipeline": pipeline})
        changed = {"$set": {"title": "Changed"}}
        arena.articles.update_many({}, changed)
        journal.acknowledge(dict.fromkeys(journal.titles, "Changed"))
        with written(arena.articles, journal):
            worker = arena.start_worker()
            assert worker.wait(timeout=120) == 3
        assert "CommandError: The worker stops: " in arena.log_of("worker")
        assert "articles were refused" in arena.log_of("worker")
        assert arena.note(LETTERS).count_documents({}) == 0
        assert arena.holders == [before]
        assert len(arena.held() or {}) == 2000
    arena.start_worker()
    record(arena.converge("13. every document refused, then fixed", journal), "exit code 3, no dead letter")


BLOCKS = {
    "15. flood stage, 429, 3 times": "index.blocks.read_only_allow_delete",
    "15. writes blocked, 403, 3 times": "index.blocks.write",
}


@pytest.mark.parametrize(("fault", "block"), BLOCKS.items(), ids=["flood stage", "write block"])
def test_15_while_elasticsearch_refuses_writes_they_wait(fault: str, block: str, arena: Arena, record: Record) -> None:
    journal = fill(arena.articles, 500)
    worker = arena.start_worker()
    arena.wait_until_followed()
    index = arena.live
    with written(arena.articles, journal):
        for _ in range(3):
            arena.elastic.indices.put_settings(index=index, settings={block: True})
            wait_for_writes(journal, 200)
            assert arena.difference()
            arena.elastic.indices.put_settings(index=index, settings={block: None})
            wait_for_writes(journal, 100)
    row = arena.converge(fault, journal)
    record(row)
    assert arena.live == index
    assert worker.poll() is None
    assert arena.note(LETTERS).count_documents({}) == 0
