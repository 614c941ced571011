"""What it costs to fill an index of N articles, compared with `parallel_bulk` into the plainest mapping.

The re-sync, which reads the articles from MongoDB, compares the new index with them and swaps it in, and parallel_bulk,
which has its documents in memory, take turns of 5,000 documents; waiting for a turn is not counted. Bytes are those of
one merged segment. Compare the ratios: `make bench BENCH="filling --articles 100000"`.
"""

import argparse
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic

from bench.archive import articles
from bench.files import SAMPLE
from bench.plain import plain_body, plain_document
from bench.sites import assert_indexed, empty_site, store
from bench.turns import INDEX, Turns, processor_seconds, stored_bytes
from catalog.models import Article
from search.index import client, live_index
from search.sync.rebuild import resync
from search.sync.rebuild.runs import Run

SECONDS_BOUND, BYTES_BOUND = 2.5, 1.8  # of the plain index
WARM_UP = 5_000
MEASURABLE = 1.0  # seconds; Elasticsearch counts its own each second


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds from first to last, seconds that Elasticsearch computed, bytes."""

    seconds: float
    processor: float
    size: int

    def report(self, label: str, count: int) -> None:
        milliseconds, each = self.processor / count * 1000, self.size / count
        print(
            f"{label:28} {self.seconds:8.1f} {self.processor:10.1f} {self.size / 1e6:8.1f}"
            f" {milliseconds:10.2f} {each:8,.0f}",
            flush=True,
        )


def fill(given: Sequence[Article]) -> tuple[Cost, Cost, Cost]:
    """Return the cost of the plain index, of ours until it is compared, and until it is live."""
    plain = Turns(given, body=plain_body, document=plain_document)
    elastic = client()
    marks: list[tuple[float, float]] = []

    def now() -> tuple[float, float]:
        return monotonic() - plain.seconds, processor_seconds(elastic) - plain.processor

    def on_progress(run: Run) -> None:
        if run.phase == "scanning":
            plain.after(run.scanned)
        elif len(marks) == 1:
            marks.append(now())

    resync.RETIRE_DELAY = 0.0  # no searches use the old index
    with empty_site():
        store(given)
        plain.after(0)
        marks.append(now())
        assert resync.Resync(elastic, Event(), on_progress).run() is not None
        marks.append(now())
        assert_indexed(len(given))
        name = live_index(elastic)
        assert name is not None
        size = stored_bytes(elastic, name)
    theirs = Cost(plain.seconds, plain.processor, stored_bytes(elastic, INDEX))
    plain.end()
    start, filled, live = marks
    ours = [Cost(end[0] - start[0], end[1] - start[1], size) for end in (filled, live)]
    return theirs, ours[0], ours[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, default=SAMPLE, help="a CSV file; the bundled sample by default")
    parser.add_argument("--articles", type=int, nargs="+", default=[2_225, 100_000])
    options = parser.parse_args()
    logging.getLogger("search").setLevel(logging.WARNING)
    fill(list(articles(options.archive, WARM_UP)))  # Elasticsearch compiles its code meanwhile
    for count in options.articles:
        plain, filled, live = fill(list(articles(options.archive, count)))
        print(f"{count:,} articles{'':14} {'seconds':>8} {'processor':>10} {'MB':>8} {'ms each':>10} {'bytes':>8}")
        plain.report("parallel_bulk, plain mapping", count)
        filled.report("re-sync, until it is compared", count)
        live.report("re-sync, until it is live", count)
        for label, cost in (("filled", filled), ("live", live)):
            print(
                f"ratios, {label}: time {cost.seconds / plain.seconds:.2f} (bound {SECONDS_BOUND}),"
                f" processor {cost.processor / max(plain.processor, MEASURABLE):.2f},"
                f" bytes {cost.size / plain.size:.2f} (bound {BYTES_BOUND})",
                flush=True,
            )


if __name__ == "__main__":
    main()
