"""Prepare a new site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from catalog.editing.editors import USERNAME, credentials_file, make_first_editor, make_group
from catalog.editing.expiry import apply_setting
from catalog.editing.spellings import register_stored
from catalog.models import Article
from catalog.outages import MONGODB_FAILED, short_reason

SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "articles.csv"


class Command(BaseCommand):
    help = (
        "Create the Editors group, fill an empty database (with the bundled sample, or with --articles FILE), register "
        "categories that came past the site, let former versions of articles expire as the settings say, and on the "
        "first run create the user “editor” with a random password. Safe to run at every start."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--articles", type=Path, metavar="FILE", help="what import_articles takes")

    def handle(self, *, articles: Path | None, verbosity: int, **_options: Any) -> None:
        try:
            group = make_group()
            self.fill(articles, verbosity)
            register_stored()
            apply_setting()
            password = make_first_editor(group)
        except MONGODB_FAILED as error:
            raise CommandError(f"MongoDB became unavailable; start again. ({short_reason(error)})") from error
        except OSError as error:
            raise CommandError(
                f"The editor's password cannot be saved in {credentials_file()}: {error.strerror}. "
                "Set BROADSHEET_CREDENTIALS_FILE to another file."
            ) from error
        if password:
            self.stdout.write(
                f"To write articles, sign in as “{USERNAME}” with the password {password} (saved in "
                f"{credentials_file()}; it is not shown again)."
            )

    def fill(self, articles: Path | None, verbosity: int) -> None:
        if not (there := Article.objects.count()):
            path = articles or SAMPLE
            call_command("import_articles", path, verbosity=verbosity, stdout=self.stdout, stderr=self.stderr)
        elif articles:
            self.stdout.write(
                f"The database already holds {there:,} articles, so {articles} was not imported. "
                f"To import it: manage.py import_articles {articles}"
            )
