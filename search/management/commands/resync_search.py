"""A new index beside the live one, swapped in when it is complete."""

from threading import Event
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search.index import client
from search.sync.follow.apply import BrokenMappingError
from search.sync.follow.bulk import IndexGoneError
from search.sync.follow.checkpoints import Target
from search.sync.follow.stream import StreamLostError
from search.sync.lease import RESYNC, SECONDS, Held, Lease, held
from search.sync.outages import told_in_a_sentence
from search.sync.rebuild.resync import Resync, ResyncFailedError
from search.sync.rebuild.runs import Run
from search.sync.stopping import stopped_by_signals


class Command(BaseCommand):
    help = "Fill a new index from MongoDB beside the live one and swap it in when it is complete."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        lease = Lease(RESYNC)
        with stopped_by_signals(code=1) as stop, told_in_a_sentence():
            if not acquired(lease, stop):
                raise CommandError("Another re-sync is under way; it will swap its index in when it is complete.")
            with held(lease):
                target = self.resync(Held(stop, (lease,)))
        if target is None:
            raise CommandError("Stopped; the next run goes on from here.")
        self.stdout.write(f"{target.index} is live.")

    def resync(self, stop: Held) -> Target | None:
        with tqdm(unit=" articles", desc="re-sync", disable=None) as bar:

            def report(run: Run) -> None:
                bar.total = max(run.total, run.scanned)
                bar.set_postfix_str(run.phase, refresh=False)
                bar.update(run.scanned - bar.n)

            try:
                return Resync(client(), stop, report).run()
            except IndexGoneError as error:
                raise CommandError(f"Somebody deleted {error} while it was filled; run this again.") from error
            except (BrokenMappingError, ResyncFailedError, StreamLostError) as error:
                raise CommandError(str(error)) from error


def acquired(lease: Lease, stop: Event) -> bool:
    """Wait as long as the lease of one that was killed lasts; one that lives keeps it."""
    until = monotonic() + SECONDS + 1
    while not lease.acquire():
        if monotonic() > until or stop.wait(0.5):
            return False
    return True
