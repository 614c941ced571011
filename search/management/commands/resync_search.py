"""A new index beside the live one, swapped in when it is complete."""

import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search.index import client
from search.sync.apply import BrokenMappingError
from search.sync.lease import Lease, held
from search.sync.resync import Resync, ResyncFailedError
from search.sync.runs import Run
from search.sync.stream import StreamLostError


class Command(BaseCommand):
    help = "Fill a new index from MongoDB beside the live one and swap it in when it is complete."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        stop = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        lease = Lease("resync_search")
        if not lease.acquire():
            raise CommandError("Another re-sync is under way; it will swap its index in when it is complete.")
        with held(lease), tqdm(unit=" articles", desc="re-sync", disable=None) as bar:

            def report(run: Run) -> None:
                bar.total = max(run.total, run.scanned)
                bar.set_postfix_str(run.phase, refresh=False)
                bar.update(run.scanned - bar.n)

            try:
                target = Resync(client(), stop, report).run()
            except (BrokenMappingError, ResyncFailedError, StreamLostError) as error:
                raise CommandError(str(error)) from error
        if target is None:
            raise CommandError("Stopped; the next run goes on from here.")
        self.stdout.write(f"{target.index} is live.")
