"""Import articles from files."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from audit import trail
from audit.models import Action
from audit.trail import Thing
from catalog.importing.inspecting import Plan, inspect
from catalog.importing.loading import load
from catalog.importing.options import Options, parse_columns
from catalog.importing.rows import Note, Refused, UnsupportedFileError
from catalog.importing.writing import Tally
from catalog.outages import MONGODB_FAILED, short_reason

SHOWN_CATEGORIES = 40
SHOWN_CHARACTERS = 200


class Command(BaseCommand):
    help = (
        "Import articles from CSV, JSON, MongoDB's extended JSON, WordPress exports, RSS, Atom, or a folder "
        "category/NNN.txt, compressed or not (docs/importing.md). Rows that exist already are skipped, so a file can "
        "be imported again at any time. What was taken for what, and each invalid row with its line and the reason, "
        "is reported; the others are imported, and the exit code is 0. It is 1 when a file cannot be read at all or "
        "has no valid row."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="show what would be imported, and write nothing")
        parser.add_argument(
            "--columns",
            type=columns,
            action="append",
            default=[],
            metavar="FIELD=COLUMN,…",
            help="which columns are title, content, category, published_at, author, source_url",
        )
        parser.add_argument("--dates", choices=("dmy", "mdy"), default="", help="the order of 01/02/2003")
        parser.add_argument("--category", default="", metavar="NAME", help="of articles that have none")
        parser.add_argument("--encoding", default="", metavar="NAME", help="of files that are not UTF-8 or UTF-16")
        parser.add_argument(
            "--only-known-categories", action="store_true", help="refuse rows of categories that the site does not have"
        )

    def handle(self, *, files: list[Path], verbosity: int, dry_run: bool, **given: Any) -> None:
        options = Options(
            columns={field: name for chosen in given["columns"] for field, name in chosen.items()},
            dates=given["dates"],
            category=given["category"],
            only_known_categories=given["only_known_categories"],
            encoding=given["encoding"],
        )
        failures = []
        with without_query_log():
            for path in files:
                if dry_run:
                    reason = self.show(path, options)
                else:
                    reason = self.load(path, options, many=len(files) > 1, bar=verbosity > 0)
                if reason:
                    failures.append(reason)
        if failures:
            raise CommandError("\n".join(failures))

    def load(self, path: Path, options: Options, *, many: bool, bar: bool) -> str | None:
        """Import one file; return the reason if it could not be used."""
        tally, notes = Tally(), []

        def report(told: Refused | Note) -> None:
            if isinstance(told, Note):
                notes.append(told.text)
                return
            with tqdm.external_write_mode():
                self.stderr.write(f"{path.name}, {told.where}: {told.reason}.")

        try:
            load(path, tally, report, options=options, bar=bar)
            note_import(path, tally)
        except UnsupportedFileError as error:
            return f"{path}: nothing was imported. {error}"
        except MONGODB_FAILED as error:
            raise CommandError(
                f"MongoDB became unavailable: {added_so_far(path, tally)} ({short_reason(error)})"
            ) from error
        except KeyboardInterrupt as error:
            note_import(path, tally)
            raise CommandError(f"Stopped: {added_so_far(path, tally)}", returncode=130) from error
        for note in notes:
            self.stderr.write(f"{path.name}: {note}")
        self.stdout.write(f"{path}: {tally}" if many else str(tally))
        if tally.rows and tally.refused == tally.rows:
            return f"{path}: none of its {tally.rows:,} rows could be imported."
        return None

    def show(self, path: Path, options: Options) -> str | None:
        """Print the plan of a file; return the reason if it cannot be used."""
        try:
            plan = inspect(path, options)
        except UnsupportedFileError as error:
            return f"{path}: nothing would be imported. {error}"
        except MONGODB_FAILED as error:
            raise CommandError(f"MongoDB is unavailable. ({short_reason(error)})") from error
        self.stdout.write("\n".join(plan_lines(path, plan)))
        return None


def note_import(path: Path, tally: Tally) -> None:
    trail.record(Action.IMPORTED, username="manage.py", thing=Thing(name=path.name), detail=str(tally))


@contextmanager
def without_query_log() -> Iterator[None]:
    """With DEBUG on, the backend copies every document for its log of queries: a third of the time of an import."""
    debug, settings.DEBUG = settings.DEBUG, False
    try:
        yield
    finally:
        settings.DEBUG = debug


def columns(text: str) -> Mapping[str, str]:
    try:
        return parse_columns(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def added_so_far(path: Path, tally: Tally) -> str:
    return (
        f"{tally.new:,} articles of {path.name} were added so far. "
        "Import it again to continue; no article is added twice."
    )


def plan_lines(path: Path, plan: Plan) -> list[str]:
    """Return the dry run as lines for a terminal."""
    kind = ", ".join(part for part in (plan.format, plan.encoding, plan.delimiter) if part)
    accepted = plan.rows - plan.refused_count
    lines = [f"{path}: {kind}", f"{plan.rows:,} rows: {accepted:,} can be imported, {plan.refused_count:,} refused", ""]
    lines += [f"  {field:<13} from {name}" for field, name in plan.columns.items()]
    if plan.categories:
        new = set(plan.new_categories)
        lines += ["", f"Categories: {len(plan.categories):,}, of which {len(new):,} are new"]
        shown = list(plan.categories.items())[:SHOWN_CATEGORIES]
        lines += [f"  {count:>9,}  {name}{' (new)' if name in new else ''}" for name, count in shown]
        if len(plan.categories) > SHOWN_CATEGORIES:
            lines.append(f"  and {len(plan.categories) - SHOWN_CATEGORIES:,} more")
    for number, row in enumerate(plan.first, start=1):
        text = " ".join(row.content.split())
        date = f"{row.published_at:%Y-%m-%d %H:%M} UTC" if row.published_at else "no date"
        lines += ["", f"Article {number}: {row.title}", f"  {row.category}, {date}"]
        lines += [f"  {part}" for part in ("; ".join(row.author), row.source_url) if part]
        lines.append(f"  {text[:SHOWN_CHARACTERS]}{'…' if len(text) > SHOWN_CHARACTERS else ''}")
    if plan.refused:
        lines += ["", "Refused:"]
        lines += [f"  {refused.where}: {refused.reason}." for refused in plan.refused]
        if plan.refused_count > len(plan.refused):
            lines.append(f"  and {plan.refused_count - len(plan.refused):,} more")
    if plan.notes:
        lines += ["", "Notes:", *(f"  {note}" for note in plan.notes)]
    return [*lines, "", "Nothing was written."]
