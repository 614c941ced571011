"""The throughput of the sync, compared with `parallel_bulk` with all documents in memory: `make bench`.

Both take turns to write the same documents, 5,000 at a time, to indices with the same mapping and settings on the same
server; waiting for a turn is not counted. parallel_bulk only writes. The worker and the re-sync also receive each
event, read and prepare the article and check the outcome of each write; the re-sync then verifies the index and swaps
the alias. Compare the ratios, not the rates of two runs.

`make bench BENCH="sync --rounds 3"`; `BENCH="sync --changes 5000 --articles 10000"` takes a minute.
"""

import argparse
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Event
from time import monotonic, sleep
from unittest import mock

from bson import Timestamp

from bench.archive import articles
from bench.files import SAMPLE
from bench.sites import assert_indexed, empty_site, store
from bench.turns import Turns
from bench.watched import EVERY, command
from catalog.models import Article
from search.index import client, live_index
from search.sync.follow import checkpoints
from search.sync.follow.follower import Follower
from search.sync.follow.stream import MAX_ARTICLES, Mark
from search.sync.rebuild import aliases, resync
from search.sync.rebuild.runs import Run
from search.sync.worker import Worker

WORKER_BOUND, RESYNC_BOUND, MEMORY_BOUND = 0.6, 0.7, 150  # of parallel_bulk's rate; MB
WARM_UP = 3_000  # articles, so that Elasticsearch's slow start is not counted
SHARES = (0.1, 0.4, 1.0)  # of the backlog, at which the worker's memory is measured


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rates in documents per second, and the rates of parallel_bulk's slowest and fastest block."""

    ours: float
    bulk: float
    slowest: float
    fastest: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bulk

    def report(self, label: str, bound: str = "") -> None:
        spread = f"{self.slowest:,.0f} to {self.fastest:,.0f}"
        print(f"{label:38} {self.ours:7,.0f} {self.bulk:7,.0f} {spread:>16} {self.ratio:6.2f} {bound:>7}", flush=True)


def comparison(count: int, seconds: float, turns: Turns) -> Comparison:
    return Comparison(count / seconds, turns.rate, min(turns.rates), max(turns.rates))


def drain(given: Sequence[Article]) -> Comparison:
    """Measure a worker that catches up with a backlog."""
    turns = Turns(given)
    stop = Event()
    with empty_site():
        last = store(given)
        seconds = work_by_turns(last, turns, stop)
        assert_indexed(len(given))
    turns.end()
    return comparison(len(given), seconds, turns)


def work_by_turns(last: Timestamp, turns: Turns, stop: Event) -> float:
    """Run the worker until it has reached `last`; return the seconds that it worked."""
    turns.after(0)
    waited = turns.seconds
    steps: list[float] = []
    ended = 0.0

    class ByTurns(Follower):
        def step(self, wait: float = 1.0) -> Mark | None:
            nonlocal ended
            steps.append(monotonic())
            mark = Follower.step(self, wait)
            if mark is not None and mark.moment >= last:
                ended = ended or monotonic()
                stop.set()
            else:
                turns.after(MAX_ARTICLES * len(steps))
            return mark

    with mock.patch("search.sync.worker.Follower", ByTurns):
        Worker(client(), stop).run()
    return ended - steps[0] - (turns.seconds - waited)


def rebuild(given: Sequence[Article]) -> tuple[Comparison, Comparison]:
    """Rebuild the whole index; return its rate until the swap, and until verification starts."""
    turns = Turns(given, aliases.FILL_SETTINGS)
    filled = 0.0

    def on_progress(run: Run) -> None:
        nonlocal filled
        if run.phase == "scanning":
            turns.after(run.scanned)
        else:
            filled = filled or monotonic()

    resync.RETIRE_DELAY = 0.0  # no searches use the old index
    with empty_site():
        store(given)
        turns.after(0)
        waited = turns.seconds
        began = monotonic()
        assert resync.Resync(client(), Event(), on_progress).run() is not None
        ended = monotonic()
        assert_indexed(len(given))
    turns.end()
    waited = turns.seconds - waited
    return comparison(len(given), ended - began - waited, turns), comparison(len(given), filled - began - waited, turns)


def peak(given: Sequence[Article]) -> float:
    """Return the peak memory, in MB, of a worker process that catches up with these articles."""
    with empty_site():
        live = live_index(client())
        target = checkpoints.target_of(client(), live) if live else None
        assert target is not None
        last = store(given)
        with command("sync_search") as process:
            began = process.wait_for("Following MongoDB into")
            while (passed := checkpoints.moment_of(target)) is None or passed < last:
                process.moment_of("never logged: raises RuntimeError if the worker has ended")
                sleep(EVERY)
            return process.peak(began, monotonic())


def measure(changes: Sequence[Article], archive: Sequence[Article]) -> tuple[float, float]:
    """Measure the worker and the re-sync once; return their ratios."""
    drained = drain(changes)
    drained.report(f"sync_search, a backlog of {len(changes):,}", f">= {WORKER_BOUND}")
    whole, filling = rebuild(archive)
    whole.report(f"resync_search of {len(archive):,}", f">= {RESYNC_BOUND}")
    filling.report("… until verification")
    return drained.ratio, whole.ratio


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, default=SAMPLE, help="a CSV file; the bundled sample by default")
    parser.add_argument("--changes", type=int, default=50_000, help="in the worker's backlog")
    parser.add_argument("--articles", type=int, default=100_000, help="that the re-sync indexes")
    parser.add_argument("--rounds", type=int, default=1, help="of both, one after the other")
    options = parser.parse_args()
    logging.getLogger("search").setLevel(logging.WARNING)
    given = list(articles(options.archive, max(options.changes, options.articles)))
    changes, archive = given[: options.changes], given[: options.articles]

    warm = Turns(given[:WARM_UP])
    warm.after(0)
    warm.end()
    print(
        f"{'documents a second':38} {'ours':>7} {'bulk':>7} {'blocks of it':>16} {'ratio':>6} {'bound':>7}", flush=True
    )
    ratios = [measure(changes, archive) for _ in range(options.rounds)]
    if options.rounds > 1:
        print(f"median ratios: sync_search {median(a for a, _ in ratios):.2f}", end=", ")
        print(f"resync_search {median(b for _, b in ratios):.2f}")
    print(f"sync_search's peak memory, bound {MEMORY_BOUND} MB", flush=True)
    for share in SHARES:
        backlog = changes[: int(share * len(changes))]
        print(f"  a backlog of {len(backlog):7,}: {peak(backlog):4.0f} MB", flush=True)


if __name__ == "__main__":
    main()
