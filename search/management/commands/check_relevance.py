"""Measures the search against the relevance contract."""

from argparse import ArgumentTypeError
from collections.abc import Iterator
from math import floor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import Truncator

from catalog.outages import MONGODB_FAILED, short_reason
from search.editorial.relevance import Result, Row, check, mean_of, rows_of, with_missing_titles_marked
from search.editorial.relevance_csv import RelevanceCsvError, read_contract
from search.engines.elasticsearch import ElasticsearchUnavailableError
from search.models import Expectation

BROKEN = 1
# Nothing was measured, so the contract is neither kept nor broken.
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
        raise ArgumentTypeError(f"{text} is not a number from 0 to 1")
    return number


class Command(BaseCommand):
    help = (
        "Run every query of the relevance contract and print the reciprocal rank of its expected article within the "
        "first ten results, the worst first. The exit code is 1 if the mean is below the limit or there are no rows, "
        "and 2 if nothing could be measured: a server is unavailable, or the file is not a contract."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, metavar="FILE", help="CSV with query,title; default: the rows in the admin"
        )
        parser.add_argument("--limit", type=limit, default=settings.RELEVANCE_LIMIT, help="default: %(default)s")

    def handle(self, *, file: Path | None, limit: float, **_options: Any) -> None:
        try:
            rows = self.rows(file)
            results = check(rows)
        except ElasticsearchUnavailableError as error:
            reason = f"Nothing was checked: Elasticsearch is unavailable. ({error})"
            raise CommandError(reason, returncode=NOT_CHECKED) from error
        except MONGODB_FAILED as error:
            reason = f"Nothing was checked: MongoDB is unavailable. ({short_reason(error)})"
            raise CommandError(reason, returncode=NOT_CHECKED) from error
        if not results:
            # Not a success: whoever schedules this command would believe that the contract is kept.
            raise CommandError(NO_ROWS, returncode=BROKEN)
        self.report(results, limit)

    def rows(self, file: Path | None) -> list[Row]:
        if file is None:
            return rows_of(list(Expectation.objects.all()))
        try:
            return with_missing_titles_marked(read_contract(file))
        except RelevanceCsvError as error:
            raise CommandError(f"{file}: {error}", returncode=NOT_CHECKED) from error

    def report(self, results: list[Result], limit: float) -> None:
        mean = mean_of(results)
        # Cut off, not rounded: 0.8996 must not read as a 0.900 that is below 0.9.
        summary = f"{len(results)} rows, mean {floor(mean * 1000) / 1000:.3f}, limit {limit:g}"
        broken = mean < limit
        # In one write: a reader such as `head` closes the pipe once it has seen enough.
        self.stdout.write("\n".join([*table(results), *([] if broken else [f"{summary}: kept."])]))
        if broken:
            raise CommandError(f"{summary}: the contract is broken.", returncode=BROKEN)


def table(results: list[Result]) -> Iterator[str]:
    """Yield an aligned line per result, the worst first."""
    width = min(QUERY_WIDTH, max(len(result.row.query) for result in results))
    yield f"1/rank  rank  {'query':{width}}  expected"
    for result in sorted(results, key=lambda result: result.reciprocal_rank):
        query = Truncator(result.row.query).chars(width)
        expected = ": ".join(filter(None, (result.row.title, result.row.broken)))
        yield f"{result.reciprocal_rank:6.3f}  {result.rank or '–':>4}  {query:{width}}  {expected}"
