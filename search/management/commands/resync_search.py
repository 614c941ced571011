"""Builds a new index beside the live one and swaps it in when it is complete."""

from threading import Event
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from catalog.background.lease import SECONDS, Lease, StopOrLeaseLost, held
from catalog.background.stopping import stopped_by_signals
from search.index import client
from search.management.operator_errors import as_command_errors
from search.sync.follow.checkpoints import Target
from search.sync.lease import RESYNC
from search.sync.rebuild.resync import Resync
from search.sync.rebuild.runs import Run


class Command(BaseCommand):
    help = "Build a new index from MongoDB beside the live one and swap it in when it is complete."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        lease = Lease(RESYNC)
        with stopped_by_signals(code=1) as stop, as_command_errors():
            if not acquired(lease, stop):
                raise CommandError("Another re-sync is in progress; it swaps its index in when it is complete.")
            with held(lease):
                target = self.resync(StopOrLeaseLost(stop, (lease,)))
        if target is None:
            raise CommandError("Stopped; the next run resumes here.")
        self.stdout.write(f"{target.index} is live.")

    def resync(self, stop: StopOrLeaseLost) -> Target | None:
        with tqdm(unit=" articles", desc="re-sync", disable=None) as bar:

            def report(run: Run) -> None:
                bar.total = max(run.total, run.scanned)
                bar.set_postfix_str(run.phase, refresh=False)
                bar.update(run.scanned - bar.n)

            return Resync(client(), stop, report).run()


def acquired(lease: Lease, stop: Event) -> bool:
    """Acquire the lease, waiting until that of a killed process has expired; return False while it is held."""
    until = monotonic() + SECONDS + 1
    while not lease.acquire():
        if monotonic() > until or stop.wait(0.5):
            return False
    return True
