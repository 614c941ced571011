"""Make the site what it was when a backup was made."""

import shutil
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from pymongo.errors import PyMongoError

from backup.checking import Checked, check
from backup.connecting import database_of_site, ending_on_sigterm, short
from backup.container import Contents
from backup.errors import RestoreError
from backup.restoring import interrupted, refuse_unless_empty, restore
from backup.versions import known_migrations, refuse_newer


class Command(BaseCommand):
    help = (
        "Restore a backup into a site without articles and users. The whole file is checked before anything is "
        "written, and the site changes only when all of it is in the database. The sync worker then builds a new index."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="what backup has written, or - for standard input")
        parser.add_argument("--replace", metavar="DATABASE", help="replace everything in the database of this name")
        parser.add_argument("--check", action="store_true", help="check the file only")

    def handle(self, *, file: str, replace: str | None, verbosity: int, **options: Any) -> None:
        self.verbosity = verbosity
        try:
            with ending_on_sigterm(), opened(file) as source:
                checked = check(source)
                self.describe(checked)
                if not options["check"]:
                    self.restore(checked, replace)
        except RestoreError as error:
            raise CommandError(str(error)) from error
        except (PyMongoError, DatabaseError) as error:
            raise CommandError(f"MongoDB failed, so the restore did not end. Repeat it. ({short(error)})") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror or error}.") from error

    def describe(self, checked: Checked) -> None:
        header, total = checked.header, sum(part.contents.documents for part in checked.parts)
        self.say(
            f"A whole backup of {header.database}, made at {header.created_at} by Broadsheet {header.site_version}: "
            f"{total:,} documents of {len(checked.parts)} collections"
        )

    def restore(self, checked: Checked, replace: str | None) -> None:
        database = database_of_site()
        refuse_newer(checked.header)
        refuse_unless_empty(database, replace)
        if interrupted(database):
            self.say("An earlier restore was interrupted. This one begins anew.")
        restore(database, checked, self.report)
        if known_migrations() - set(checked.header.migrations):
            self.migrate()
            self.say("The backup was made by an older version: the migrations since then were applied")
        self.say("Restored. The sync worker builds a new index now; restart the web server and the workers.")

    def migrate(self) -> None:
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except (CommandError, PyMongoError, DatabaseError) as error:
            raise RestoreError(
                f"The backup is restored, but not the changes since then: migrate failed. ({short(error)})"
            ) from error

    def report(self, contents: Contents) -> None:
        if self.verbosity > 1:
            self.say(f"{contents.name}: {contents.documents:,}")

    def say(self, sentence: str) -> None:
        if self.verbosity:
            self.stdout.write(sentence)


@contextmanager
def opened(file: str) -> Iterator[IO[bytes]]:
    """Yield a file that can be read twice: standard input is copied first."""
    if file != "-":
        with Path(file).open("rb") as source:
            yield source
        return
    with tempfile.TemporaryFile() as source:
        shutil.copyfileobj(sys.stdin.buffer, source)
        source.seek(0)
        yield source
