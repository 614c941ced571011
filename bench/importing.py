"""import_articles beside pymongo's `insert_many` of the same rows: `make bench BENCH=import`.

`insert_many` reads the file with the csv module and checks nothing: no encoding, no dates, no HTML, no doubles, no
categories, no row that is known. Both write into the same emptied collection, with its indexes, and take turns, since
the load of a shared machine changes by the minute. The quotient is that of their rates: 1 is as fast as `insert_many`.
"""

import argparse
import csv
import io
import resource
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from bson import ObjectId
from django.core.management import call_command

from bench import setup  # noqa: F401  # Django, before the models
from bench.files import SAMPLE, rows
from bench.sites import clear
from catalog.models import Article, Category, collection_of

ROWS = 44_500
BATCH = 1_000
FIELDS = ("title", "content", "category")


@dataclass(frozen=True, slots=True)
class Turn:
    seconds: float
    cpu: float  # seconds of this process, all threads


def write_archive(given: list[dict[str, str]], path: Path, count: int) -> None:
    """Write `count` rows: the given ones again and again, with a number in their titles."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        for number in range(count):
            row = given[number % len(given)]
            writer.writerow((f"{row['title']} {number // len(given)}", row["content"], row["category"]))


def insert_many(path: Path) -> None:
    for batch in batches(path):
        collection_of(Article).insert_many(batch)


def batches(path: Path) -> Iterator[list[dict[str, object]]]:
    batch: list[dict[str, object]] = []
    now = datetime.now(UTC)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rest: dict[str, object] = {
                "published_at": None,
                "author": [],
                "source_url": "",
                "updated_at": now,
                "version": 1,
            }
            batch.append({"_id": ObjectId(), **{name: row[name] for name in FIELDS}, **rest})
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def import_articles(path: Path) -> None:
    call_command("import_articles", path, verbosity=0, stdout=io.StringIO(), stderr=io.StringIO())


def turn(write: Callable[[Path], None], path: Path, count: int) -> Turn:
    for model in (Article, Category):
        collection_of(model).delete_many({})
    began, cpu = perf_counter(), process_time()
    write(path)
    taken = Turn(perf_counter() - began, process_time() - cpu)
    stored = collection_of(Article).count_documents({})
    assert stored == count, f"{stored} of {count} rows were stored"
    return taken


def report(name: str, turns: list[Turn], count: int) -> str:
    seconds = [each.seconds for each in turns]
    best, middle, cpu = min(seconds), median(seconds), median(each.cpu for each in turns)
    return f"{name:16} best {best:.2f} s  median {middle:.2f} s ({count / middle:,.0f} rows/s)  CPU {cpu:.2f} s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, default=SAMPLE, help="a CSV file with title, content and category")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    ours: list[Turn] = []
    theirs: list[Turn] = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.csv"
        write_archive(rows(options.archive), path, options.rows)
        clear()
        call_command("migrate", verbosity=0)
        try:
            for _ in range(options.rounds):
                ours.append(turn(import_articles, path, options.rows))
                theirs.append(turn(insert_many, path, options.rows))
        finally:
            clear()
    print(report("import_articles", ours, options.rows))
    print(report("insert_many", theirs, options.rows))
    quotients = [its.seconds / own.seconds for own, its in zip(ours, theirs, strict=True)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"import ÷ insert_many {median(quotients):.2f}, of the best {min_of(theirs) / min_of(ours):.2f}; {memory} MB")


def min_of(turns: list[Turn]) -> float:
    return min(each.seconds for each in turns)


if __name__ == "__main__":
    main()
