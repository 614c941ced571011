"""Import articles from files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from catalog.importing.loading import load
from catalog.importing.rows import Refused, UnsupportedFileError
from catalog.importing.writing import Tally
from catalog.outages import MONGODB_FAILED, short_reason


class Command(BaseCommand):
    help = (
        "Import articles from CSV (UTF-8; columns title, content, category and, if known, published_at), from JSON "
        "Lines with the same names, or from a folder category/NNN.txt with the title on the first line. Rows that "
        "exist already are skipped, so a file can be imported again at any time. Each invalid row is reported with "
        "its line and the reason; the others are imported, and the exit code is 0. It is 1 when a file cannot be "
        "read at all or has no valid row."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *, files: list[Path], verbosity: int, **_options: Any) -> None:
        failures = [reason for path in files if (reason := self.load(path, many=len(files) > 1, bar=verbosity > 0))]
        if failures:
            raise CommandError("\n".join(failures))

    def load(self, path: Path, *, many: bool, bar: bool) -> str | None:
        """Import one file; return the reason if it could not be used."""
        tally = Tally()

        def report(refused: Refused) -> None:
            with tqdm.external_write_mode():
                self.stderr.write(f"{path.name}, {refused.where}: {refused.reason}.")

        try:
            load(path, tally, report, bar=bar)
        except UnsupportedFileError as error:
            return f"{path}: nothing was imported. {error}"
        except MONGODB_FAILED as error:
            raise CommandError(
                f"MongoDB became unavailable: {added_so_far(path, tally)} ({short_reason(error)})"
            ) from error
        except KeyboardInterrupt as error:
            raise CommandError(f"Stopped: {added_so_far(path, tally)}", returncode=130) from error
        self.stdout.write(f"{path}: {tally}" if many else str(tally))
        if tally.rows and tally.refused == tally.rows:
            return f"{path}: none of its {tally.rows:,} rows could be imported."
        return None


def added_so_far(path: Path, tally: Tally) -> str:
    return (
        f"{tally.new:,} articles of {path.name} were added so far. "
        "Import it again to continue; no article is added twice."
    )
