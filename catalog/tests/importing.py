"""Running the import command on files that a test writes."""

import io
from dataclasses import dataclass
from pathlib import Path

from django.core.management import CommandError, call_command

HEADER = "title,content,category,published_at\n"


@dataclass(frozen=True, slots=True)
class Outcome:
    summary: str
    report: str
    error: str

    @property
    def lines(self) -> list[str]:
        return self.report.splitlines()


def run_import(*paths: Path) -> Outcome:
    out, err, error = io.StringIO(), io.StringIO(), ""
    try:
        call_command("import_articles", *paths, stdout=out, stderr=err, verbosity=0, no_color=True)
    except CommandError as failure:
        error = str(failure)
    return Outcome(out.getvalue().strip(), err.getvalue().strip(), error)


def import_text(folder: Path, text: str | bytes, *, name: str = "articles.csv") -> Outcome:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return run_import(path)


def counts(new: int, known: int = 0, refused: int = 0) -> str:
    return f"{new + known + refused:,} rows: {new:,} new, {known:,} known, {refused:,} refused"
