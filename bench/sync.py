"""How fast the index is brought up to date, beside `parallel_bulk` with all documents in memory: `make bench`.

parallel_bulk writes the same documents to an index of the same mapping and settings on the same server, just before
and just after what it is compared with, so that a busy machine slows both alike; its rate is the mean of the two. It
only writes. The worker and the re-sync also hear of each article, read it, prepare it, and see that every write was
taken; the re-sync then compares the whole and swaps. Compare the ratios, not the rates of two runs.

`make bench BENCH="sync --rounds 3"`; `BENCH="sync --changes 5000 --articles 10000"` takes a minute.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from time import monotonic, sleep

from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk

from bench.archive import SAMPLE, articles
from bench.sites import empty_site, see_that_all_is_there, store
from bench.watched import EVERY, Watched, command
from catalog.models import Article
from search.documents import articles as index
from search.documents import document_of
from search.index import client, create_concrete, live_index
from search.sync import aliases, checkpoints, runs

WORKER_BOUND, RESYNC_BOUND, MEMORY_BOUND = 0.6, 0.7, 150  # of parallel_bulk's rate; MB
WARM_UP = 3_000  # articles, so that Elasticsearch's first, slow seconds count for nobody
SHARES = (0.1, 0.4)  # of the whole backlog, for which the worker's memory is measured as well

Create = Callable[[Elasticsearch], str]


@dataclass(frozen=True)
class Drained:
    backlog: int
    rate: float
    peak: float  # the worker's memory, MB


@dataclass(frozen=True)
class Resynced:
    rate: float
    filling: float  # its rate before it compares


@dataclass(frozen=True)
class Beside:
    """A rate and that of parallel_bulk just before and just after it, all in documents a second."""

    ours: float
    bulk: tuple[float, float]

    @property
    def ratio(self) -> float:
        return self.ours / mean(self.bulk)


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
    return Drained(len(given), len(given) / (ended - began), worker.peak(began, ended))


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


def tell(label: str, beside: Beside, bound: str = "") -> Beside:
    before, after = beside.bulk
    print(f"{label:44} {beside.ours:7,.0f} {before:7,.0f} {after:7,.0f} {beside.ratio:6.2f} {bound:>7}", flush=True)
    return beside


def round_of(changes: Sequence[Article], archive: Sequence[Article]) -> tuple[Drained, Beside, Beside]:
    """Measure each once; return the worker, and the worker and the re-sync beside parallel_bulk."""
    before = bulk_rate(changes, create_live)
    drained = drain(changes)
    bulk = before, bulk_rate(changes, create_live)
    worker = tell(f"sync_search, a backlog of {len(changes):,}", Beside(drained.rate, bulk), f">= {WORKER_BOUND}")
    before = bulk_rate(changes, aliases.create_filling)
    resynced = resync(archive)
    bulk = before, bulk_rate(changes, aliases.create_filling)
    whole = tell(f"resync_search of {len(archive):,}", Beside(resynced.rate, bulk), f">= {RESYNC_BOUND}")
    tell("… until it compares", Beside(resynced.filling, bulk))
    return drained, worker, whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, default=SAMPLE, help="a CSV file; the bundled sample by default")
    parser.add_argument("--changes", type=int, default=50_000, help="that the worker finds waiting")
    parser.add_argument("--articles", type=int, default=100_000, help="that the re-sync indexes")
    parser.add_argument("--rounds", type=int, default=1, help="of everything, each with parallel_bulk beside it")
    options = parser.parse_args()
    given = list(articles(options.archive, max(options.changes, options.articles)))
    changes, archive = given[: options.changes], given[: options.articles]

    bulk_rate(given[:WARM_UP], create_live)
    backlogs = [drain(changes[: int(share * len(changes))]) for share in SHARES]
    print(f"{'documents a second':44} {'ours':>7} {'bulk':>7} {'again':>7} {'ratio':>6} {'bound':>7}", flush=True)
    rounds = [round_of(changes, archive) for _ in range(options.rounds)]
    if options.rounds > 1:
        for label, ratios in (
            ("sync_search", [worker.ratio for _, worker, _ in rounds]),
            ("resync_search", [whole.ratio for _, _, whole in rounds]),
        ):
            print(f"{label}: median ratio {median(ratios):.2f} of {', '.join(f'{each:.2f}' for each in ratios)}")
    print(f"sync_search's peak of memory, bound {MEMORY_BOUND} MB")
    for each in [*backlogs, *(drained for drained, _, _ in rounds)]:
        print(f"  a backlog of {each.backlog:7,}: {each.peak:4.0f} MB")


if __name__ == "__main__":
    main()
