"""Holds the search against what its readers are to find."""

from argparse import ArgumentTypeError
from collections.abc import Iterator
from math import floor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import Truncator

from catalog.outages import MONGODB_FAILED, cause
from search.editorial.relevance import Result, Row, check, mean_of, rows_of, with_titles_looked_up
from search.editorial.relevance_csv import RelevanceCsvError, read_contract
from search.engine import ElasticsearchAwayError
from search.models import Expectation

BROKEN = 1
# Nothing was measured: neither kept nor broken.
NOT_CHECKED = 2
QUERY_WIDTH = 50
NO_ROWS = (
    "There are no rows, so nothing was checked. Add some in the admin, under “Relevance contract”, or name a CSV file "
    "with the columns query and title."
)


def limit(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise ArgumentTypeError(f"{text} is no number from 0 to 1")
    return number


class Command(BaseCommand):
    help = (
        "Ask every query of the relevance contract and print the reciprocal rank of its expected article in the first "
        "ten, the worst first. The exit code is 1 when the mean is under the limit or there are no rows, 2 when "
        "nothing could be measured: a server away, a file that is no contract."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="CSV: query,title; default: the admin's")
        parser.add_argument("--limit", type=limit, default=settings.RELEVANCE_LIMIT, help="default: %(default)s")

    def handle(self, *, file: Path | None, limit: float, **_options: Any) -> None:
        try:
            rows = self.rows(file)
            results = check(rows)
        except ElasticsearchAwayError as error:
            raise CommandError(
                f"Nothing was checked: Elasticsearch is away. ({error})", returncode=NOT_CHECKED
            ) from error
        except MONGODB_FAILED as error:
            said = f"Nothing was checked: MongoDB is away. ({cause(error)})"
            raise CommandError(said, returncode=NOT_CHECKED) from error
        if not results:
            # Not a success: whoever runs this by a clock would believe that the contract is kept.
            raise CommandError(NO_ROWS, returncode=BROKEN)
        self.tell(results, limit)

    def rows(self, file: Path | None) -> list[Row]:
        if file is None:
            return rows_of(list(Expectation.objects.all()))
        try:
            return with_titles_looked_up(read_contract(file))
        except RelevanceCsvError as error:
            raise CommandError(f"{file}: {error}", returncode=NOT_CHECKED) from error

    def tell(self, results: list[Result], limit: float) -> None:
        mean = mean_of(results)
        # Cut, not rounded: 0.8996 must not read as a 0.900 that is under 0.9.
        summary = f"{len(results)} rows, mean {floor(mean * 1000) / 1000:.3f}, limit {limit:g}"
        broken = mean < limit
        # All at once: a reader such as `head` closes its end once it has seen enough.
        self.stdout.write("\n".join([*table(results), *([] if broken else [f"{summary}: kept."])]))
        if broken:
            raise CommandError(f"{summary}: the contract is broken.", returncode=BROKEN)


def table(results: list[Result]) -> Iterator[str]:
    """Yield a line for each result, aligned, the worst first."""
    width = min(QUERY_WIDTH, max(len(result.row.query) for result in results))
    yield f"1/rank  rank  {'query':{width}}  expected"
    for result in sorted(results, key=lambda result: result.reciprocal_rank):
        query = Truncator(result.row.query).chars(width)
        expected = ": ".join(filter(None, (result.row.title, result.row.broken)))
        yield f"{result.reciprocal_rank:6.3f}  {result.rank or '–':>4}  {query:{width}}  {expected}"
