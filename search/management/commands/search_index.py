"""django-elasticsearch-dsl's own command, adapted to an index behind an alias.

`--create` creates a concrete index with the alias (search/index/alias.py). `--delete` needs `--use-alias`, or it only
reports that the name is an alias. `--rebuild` would delete first and lose what is written meanwhile: it is our re-sync.
"""

from typing import Any

from django.core.management import call_command
from django_elasticsearch_dsl.management.commands.search_index import Command as LibraryCommand

from search.index import client, live_index


class Command(LibraryCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "rebuild":
            call_command("resync_search")
            return
        if options["action"] == "delete" and live_index(client()):
            options["use_alias"] = True
        super().handle(*args, **options)
