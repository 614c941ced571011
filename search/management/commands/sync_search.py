"""The worker that keeps the index true."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.index import client
from search.sync.follow.apply import BrokenMappingError
from search.sync.stopping import stopped_by_signals
from search.sync.worker import Worker


class Command(BaseCommand):
    help = "Follow MongoDB's change stream and keep the search index true, until stopped."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        with stopped_by_signals() as stop:
            try:
                Worker(client(), stop).run()
            except BrokenMappingError as error:
                raise CommandError(f"The worker stops: {error}", returncode=3) from error
