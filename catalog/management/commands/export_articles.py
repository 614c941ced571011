"""Write every article as CSV."""

import csv
import io
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from catalog.importing.people import cell
from catalog.importing.values import category_cell
from catalog.models import Article
from catalog.ordering import by_index
from catalog.outages import MONGODB_FAILED, short_reason
from catalog.text import as_html

COLUMNS = ("title", "content", "category", "published_at", "author", "source_url")


class Command(BaseCommand):
    help = (
        "Write every article as CSV in UTF-8 (title, content, category, published_at, author, source_url), ordered by "
        "id. Several authors are separated by semicolons. import_articles reads it back unchanged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")

    def handle(self, *, output: Path | None, **_options: Any) -> None:
        try:
            if output:
                self.stderr.write(f"{export_to_file(output):,} articles written to {output}.", self.style.SUCCESS)
            else:
                self.print_all()
        except MONGODB_FAILED as error:
            raise CommandError(
                f"MongoDB became unavailable; the export is incomplete. ({short_reason(error)})"
            ) from error
        except OSError as error:
            raise CommandError(f"The export cannot be written: {error.strerror}.") from error

    def print_all(self) -> None:
        stream: Any = self.stdout._out  # noqa: SLF001  # OutputWrapper would add line ends
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", newline="")
        try:
            write(stream)
            stream.flush()
        except BrokenPipeError:  # the reader, such as `head`, has closed the pipe
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write(stream: TextIO) -> int:
    """Write the articles, with one batch in memory at a time, and return their number."""
    # Quote everything: a lone carriage return in a text would otherwise end its row.
    rows = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    rows.writerow(COLUMNS)
    count = 0
    for article in Article.objects.order_by(*by_index("_id")).iterator():
        date = article.published_at.isoformat(timespec="milliseconds") if article.published_at else ""
        # Written so that the importer reads it back: what looks like HTML as HTML, a name that looks like two with “;”.
        title, content, authors = as_html(article.title), as_html(article.content), cell(article.authors)
        rows.writerow((title, content, category_cell(article.category), date, authors, article.source_url or ""))
        count += 1
    return count


def export_to_file(path: Path) -> int:
    """Write to a temporary file first, so that a failed export does not damage the last good one."""
    beside = path.with_name(f"{path.name}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as stream:
            count = write(stream)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return count
