"""How fast the index is brought up to date, beside `parallel_bulk` with all documents in memory: `make bench`.

parallel_bulk writes the same documents to an index of the same mapping and settings, just before and just after what
it is compared with, so that a busy machine slows both alike; its rate is the mean of the two. It only writes. The
worker and the re-sync also hear of each article, read it, prepare it, and see that every write was taken; the re-sync
then compares the whole and swaps. Compare the ratios, not the rates of two runs.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from threading import Event
from time import monotonic, sleep
from typing import Any

from bson import Timestamp
from django.core.management import call_command
from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk

from bench.archive import SAMPLE, articles
from bench.watched import EVERY, Watched, command
from catalog.models import Article
from search.documents import articles as index
from search.documents import document_of
from search.index import client, create_concrete, live_index
from search.sync import aliases, checkpoints, runs
from search.sync.resync import Resync
from search.sync.source import collection, connected, mongo_client

WORKER_BOUND, RESYNC_BOUND, MEMORY_BOUND = 0.6, 0.7, 150  # of parallel_bulk's rate; MB
WARM_UP = 3_000  # articles, so that Elasticsearch's first, slow seconds count for nobody

Create = Callable[[Elasticsearch], str]


@dataclass(frozen=True)
class Drained:
    rate: float
    first_half: float  # the worker's peak of memory, MB
    second_half: float


@dataclass(frozen=True)
class Resynced:
    rate: float
    filling: float  # its rate before it compares


def create_live(elastic: Elasticsearch) -> str:
    return create_concrete(elastic, index.body())


def bulk_rate(given: Sequence[Article], create: Create) -> float:
    """Return how many documents a second parallel_bulk writes, which finds them prepared in memory."""
    elastic = client().options(request_timeout=300)
    name = create(elastic)
    actions = [{"_index": name, "_id": str(each.pk), "_source": document_of(each)} for each in given]
    began = monotonic()
    for _answer in parallel_bulk(elastic, actions):
        pass
    took = monotonic() - began
    elastic.indices.delete(index=name)
    return len(actions) / took


def row_of(article: Article) -> dict[str, Any]:
    row = {each.attname: getattr(article, each.attname) for each in Article._meta.concrete_fields}  # noqa: SLF001  # Django's public _meta
    return {"_id": row.pop("id"), **row}


def store(given: Sequence[Article]) -> Timestamp:
    """Write the articles to MongoDB; return the moment of the last one."""
    with mongo_client().start_session() as session:
        for start in range(0, len(given), 1000):
            rows = [row_of(article) for article in given[start : start + 1000]]
            collection().insert_many(rows, session=session)
        assert session.operation_time is not None
        return session.operation_time


@contextmanager
def empty_site() -> Iterator[None]:
    """A site without an article, whose index is live and true; nothing is left of it afterwards."""
    clear()
    call_command("migrate", verbosity=0)
    try:
        assert Resync(client(), Event()).run() is not None
        yield
    finally:
        clear()


def clear() -> None:
    mongo_client().drop_database(connected().database.name)
    for name in aliases.own_indices(client()):
        client().indices.delete(index=name)


def see_that_all_is_there(count: int) -> None:
    name = live_index(client())
    assert name is not None
    client().indices.refresh(index=name)
    found = client().count(index=name)["count"]
    assert found == count, f"{found} of {count} articles are in the index"


def drain(given: Sequence[Article]) -> Drained:
    """Let a worker make up for what was written while none ran."""
    with empty_site():
        live = live_index(client())
        target = checkpoints.target_of(client(), live) if live else None
        assert target is not None
        last = store(given)
        with command("sync_search") as worker:
            began = worker.wait_for("Following MongoDB into")
            while (passed := checkpoints.moment_of(target)) is None or passed < last:
                worker.moment_of("never said: it raises when the worker has ended")
                sleep(EVERY)
            ended = monotonic()
        see_that_all_is_there(len(given))
    half = (began + ended) / 2
    return Drained(len(given) / (ended - began), worker.peak(began, half), worker.peak(half, ended))


def resync(given: Sequence[Article]) -> Resynced:
    """Build the whole index anew. It counts from the first article until readers have the new index."""
    with empty_site():
        store(given)
        with command("resync_search") as process:
            began = process.wait_for("Filling")
            filled = when_filled(process)
            ended = process.wait_for("is live")
            process.process.wait()
        see_that_all_is_there(len(given))
    return Resynced(len(given) / (ended - began), len(given) / (filled - began))


def when_filled(process: Watched) -> float:
    while process.moment_of("is live") is None:
        run = runs.unfinished()
        if run is not None and run.phase != "scanning":
            break
        sleep(EVERY)
    return monotonic()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, default=SAMPLE, help="a CSV file; the bundled sample by default")
    parser.add_argument("--changes", type=int, default=50_000, help="that the worker finds waiting")
    parser.add_argument("--articles", type=int, default=100_000, help="that the re-sync indexes")
    options = parser.parse_args()
    given = list(articles(options.archive, max(options.changes, options.articles)))
    changes, archive = given[: options.changes], given[: options.articles]

    bulk_rate(given[:WARM_UP], create_live)
    before = bulk_rate(changes, create_live)
    drained = drain(changes)
    live_bulk = mean([before, bulk_rate(changes, create_live)])
    before = bulk_rate(changes, aliases.create_filling)
    resynced = resync(archive)
    filling_bulk = mean([before, bulk_rate(changes, aliases.create_filling)])

    print(f"{'documents a second':44} {'ours':>7} {'bulk':>7} {'ratio':>6} {'bound':>7}")
    for label, ours, bulk, bound in (
        (f"sync_search, a backlog of {len(changes):,}", drained.rate, live_bulk, f">= {WORKER_BOUND}"),
        (f"resync_search of {len(archive):,}", resynced.rate, filling_bulk, f">= {RESYNC_BOUND}"),
        ("… until it compares", resynced.filling, filling_bulk, ""),
    ):
        print(f"{label:44} {ours:7,.0f} {bulk:7,.0f} {ours / bulk:6.2f} {bound:>7}")
    print(
        f"sync_search's memory in the first half of the backlog {drained.first_half:.0f} MB, in the second "
        f"{drained.second_half:.0f} MB; bound {MEMORY_BOUND} MB"
    )


if __name__ == "__main__":
    main()
