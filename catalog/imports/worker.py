"""The worker: takes one job after the other, whatever happens to MongoDB or to this process.

It has two lanes, each a thread: one reads files that were just uploaded, so that an editor need not wait for the
other, which imports and undoes. A lease keeps other workers from working at the same time.

Ours, because a task queue (Celery, RQ, Dramatiq) wants a broker, a server more to run and to trust.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic

from django.db import connections
from django.db.models import F

from catalog.background.lease import Lease, StopOrLeaseLost, held
from catalog.background.stopping import Stop
from catalog.import_models import ImportJob
from catalog.importing.rows import StoppedError
from catalog.imports import files
from catalog.imports.cleanup import clean_up
from catalog.imports.lease import NAME
from catalog.imports.looking import look
from catalog.imports.running import run_import
from catalog.imports.undoing import undo
from catalog.imports.watch import LostError, Watch
from catalog.outages import MONGODB_FAILED, short_reason

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
CLEANUP_SECONDS = 600.0
FIRST_DELAY, LONGEST_DELAY = 0.5, 10.0
MOST_ATTEMPTS = 5
ENDLESS = f"This was begun {MOST_ATTEMPTS} times and never came to its end. The log of the worker says more."
BROKEN = "An error of the program ended this. The log of the worker says more."

State = ImportJob.State
# What each state needs done. In a lane, an earlier state goes first: what was interrupted before what waits.
LANES: Sequence[Mapping[str, Callable[[Watch], None]]] = (
    {State.LOOKING: look},
    {State.RUNNING: run_import, State.UNDOING: undo, State.WAITING: run_import},
)


@dataclass(slots=True)
class Worker:
    stop: Event = field(default_factory=Event)
    lease: Lease = field(default_factory=lambda: Lease(NAME))

    def run(self) -> None:
        """Work until asked to stop."""
        delay = FIRST_DELAY
        while not self.stop.is_set():
            try:
                if self.lease.acquire():
                    delay = FIRST_DELAY
                    with held(self.lease):
                        self.work()
                else:
                    self.stop.wait(POLL_SECONDS)
            except MONGODB_FAILED as error:
                logger.warning("MongoDB is unavailable: %s; trying again", short_reason(error))
                self.stop.wait(delay)
                delay = min(LONGEST_DELAY, 2 * delay)
            self.lease.lost.clear()

    def work(self) -> None:
        """Run the lanes until asked to stop or until the lease is lost."""
        must_stop = StopOrLeaseLost(self.stop, (self.lease,))
        files.remove_leftovers()
        lanes = [Thread(target=Lane(self.lease.owner, steps, must_stop).run, daemon=True) for steps in LANES]
        for lane in lanes:
            lane.start()
        next_cleanup = monotonic()
        while not must_stop.wait(POLL_SECONDS):
            if monotonic() >= next_cleanup:
                next_cleanup = monotonic() + CLEANUP_SECONDS
                try:
                    clean_up()
                except MONGODB_FAILED as error:
                    logger.warning("Nothing was cleaned up: %s", short_reason(error))
        for lane in lanes:
            lane.join()


@dataclass(slots=True)
class Lane:
    """Does one job at a time, of the states that it has a step for."""

    owner: str
    steps: Mapping[str, Callable[[Watch], None]]
    must_stop: Stop
    _had_outage: bool = False

    def run(self) -> None:
        delay = FIRST_DELAY
        try:
            while not self.must_stop.is_set():
                try:
                    if not self.do_next():
                        self.must_stop.wait(POLL_SECONDS)
                    delay = FIRST_DELAY
                except MONGODB_FAILED as error:
                    logger.warning("MongoDB is unavailable: %s; trying again", short_reason(error))
                    self._had_outage = True
                    self.must_stop.wait(delay)
                    delay = min(LONGEST_DELAY, 2 * delay)
        finally:
            connections.close_all()  # they belong to this thread

    def do_next(self) -> bool:
        """Do the next job, or what is left of one that was interrupted; return False if there is none."""
        order = list(self.steps)
        waiting = ImportJob.objects.filter(state__in=order).values_list("state", "changed_at", "pk")
        for state, _, pk in sorted(waiting, key=lambda row: (order.index(row[0]), row[1])):
            if job := self.claim(pk, state):
                self.perform(job, self.steps[state])
                return True
        return False

    def claim(self, pk: object, state: str) -> ImportJob | None:
        """Take the job, if it is still in this state. An attempt that an outage ended does not count."""
        after = State.RUNNING if state == State.WAITING else state
        counted, self._had_outage = 0 if self._had_outage else 1, False
        there = ImportJob.objects.filter(pk=pk, state=state)
        if not there.update(owner=self.owner, state=after, attempts=F("attempts") + counted):
            return None
        return ImportJob.objects.filter(pk=pk, owner=self.owner).first()

    def perform(self, job: ImportJob, step: Callable[[Watch], None]) -> None:
        watch = Watch(job, self.must_stop)
        try:
            if job.attempts > MOST_ATTEMPTS:
                watch.finish(State.FAILED, message=ENDLESS)
            else:
                step(watch)
        except StoppedError:
            logger.info("%s is interrupted; the next worker continues it", job)
            # It is not the job's fault: this attempt does not count.
            ImportJob.objects.filter(pk=job.pk, owner=self.owner).update(attempts=job.attempts - 1)
        except LostError:
            logger.info("%s was discarded or has another worker", job)
        except MONGODB_FAILED:
            raise
        except OSError as error:
            logger.exception("%s failed", job)
            watch.finish(
                State.FAILED, message=f"The worker's disk failed: {error.strerror}. Mend that, and start again."
            )
        except Exception:
            logger.exception("%s failed", job)
            watch.finish(State.FAILED, message=BROKEN)
