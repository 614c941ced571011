"""Write a backup of the site to a file."""

import shutil
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from pymongo.errors import PyMongoError

from backup.connecting import database_of_site, ending_on_sigterm, short
from backup.container import Contents
from backup.errors import BackupError
from backup.moment import longer_history
from backup.stored import listing
from backup.writing import complete_or_nothing, write_backup


class Command(BaseCommand):
    help = (
        "Write everything that the site stores, as it is at one moment, to FILE, or to standard output with -. The "
        "search index is no part of it. The file holds hashes of passwords: only its owner may read it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the new file, or - for standard output")
        parser.add_argument("--overwrite", action="store_true", help="replace FILE when the new backup is complete")
        parser.add_argument(
            "--history",
            type=int,
            metavar="SECONDS",
            help="have MongoDB keep the moment for so long while the backup is made (300 without this)",
        )

    def handle(self, *, file: str, overwrite: bool, history: int | None, verbosity: int, **_options: Any) -> None:
        self.verbosity, self.sent = verbosity, file == "-"
        try:
            with ending_on_sigterm():
                if file == "-":
                    self.send(history)
                    return
                with complete_or_nothing(Path(file), overwrite=overwrite) as target:
                    self.write(target, history)
            self.say(f"The backup is complete: {file}")
        except BackupError as error:
            raise CommandError(str(error)) from error
        except (PyMongoError, DatabaseError) as error:
            raise CommandError(f"MongoDB failed, so there is no backup. ({short(error)})") from error
        except OSError as error:
            raise CommandError(f"The backup cannot be written: {error.strerror or error}.") from error

    def send(self, history: int | None) -> None:
        """Send a backup to standard output, whole: whoever reads it slowly must not hold up MongoDB's moment."""
        if sys.stdout.isatty():
            raise BackupError("A backup is no text. Send it to a file or to another program.")
        with tempfile.TemporaryFile() as target:
            self.write(target, history)
            target.seek(0)
            shutil.copyfileobj(target, sys.stdout.buffer)
            sys.stdout.buffer.flush()

    def write(self, target: IO[bytes], history: int | None) -> None:
        database = database_of_site()
        with longer_history(database.client, history):
            header, contents = write_backup(database, target, self.report)
        for name in listing(database).impossible:
            self.say(f"Not in it, because MongoDB cannot read views and capped collections at one moment: {name}")
        total = sum(each.documents for each in contents)
        self.say(f"{total:,} documents of {len(contents)} collections, as of {header.created_at}")

    def report(self, contents: Contents) -> None:
        if self.verbosity > 1:
            self.say(f"{contents.name}: {contents.documents:,}")

    def say(self, sentence: str) -> None:
        if self.verbosity:
            (self.stderr if self.sent else self.stdout).write(sentence, self.style.SUCCESS)
