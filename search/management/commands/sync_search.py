"""Runs the worker that keeps the index up to date."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.background.stopping import stopped_by_signals
from config.watching import tracing
from search.index import client
from search.sync.follow.apply import BrokenMappingError
from search.sync.worker import Worker

BROKEN_MAPPING = 3  # exit code


class Command(BaseCommand):
    help = "Follow MongoDB's change stream and keep the search index up to date, until stopped."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        tracing.start("broadsheet-sync")
        with stopped_by_signals() as stop:
            try:
                Worker(client(), stop).run()
            except BrokenMappingError as error:
                raise CommandError(f"The worker stops: {error}", returncode=BROKEN_MAPPING) from error
