"""Running the import command on files that a test writes."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

from catalog.models import Article

HEADER = "title,content,category,published_at\n"


@dataclass(frozen=True, slots=True)
class Outcome:
    summary: str
    report: str
    error: str

    @property
    def lines(self) -> list[str]:
        """The report without the categories that were new."""
        return [line for line in self.report.splitlines() if ": New categories: " not in line]


def run_import(*paths: Path, **options: Any) -> Outcome:
    out, err, error = io.StringIO(), io.StringIO(), ""
    try:
        call_command("import_articles", *paths, stdout=out, stderr=err, verbosity=0, no_color=True, **options)
    except CommandError as failure:
        error = str(failure)
    return Outcome(out.getvalue().strip(), err.getvalue().strip(), error)


def import_text(folder: Path, text: str | bytes, *, name: str = "articles.csv", **options: Any) -> Outcome:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return run_import(path, **options)


def counts(new: int, known: int = 0, refused: int = 0) -> str:
    return f"{new + known + refused:,} rows: {new:,} new, {known:,} known, {refused:,} refused"


def stored(*fields: str) -> list[Any]:
    """Return these fields of all articles, in the order of their titles."""
    return list(Article.objects.order_by("title").values_list(*fields, flat=len(fields) == 1))
