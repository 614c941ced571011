"""django-elasticsearch-dsl's own command, told that our index stands behind an alias.

`--create` makes a concrete index with the alias (search/index.py); `--delete` has to be told to look behind it, or it
only says that the name is an alias; `--rebuild` deletes first and loses what is written meanwhile, so it is our re-sync
instead.
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
