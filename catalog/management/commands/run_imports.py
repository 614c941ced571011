"""Runs the worker that imports what editors upload in the browser."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.background.stopping import stopped_by_signals
from catalog.imports.worker import Worker
from config.watching import tracing


class Command(BaseCommand):
    help = "Import the files that editors upload in the admin, and undo imports, until stopped."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        tracing.start("broadsheet-imports")
        with stopped_by_signals() as stop:
            Worker(stop).run()
