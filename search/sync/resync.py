"""Builds a new index beside the live one and swaps it in when it is complete.

T0, scan, tail, compare, one swap. Readers ask the old index until the moment of the swap, and the new one shows
no less than the old did. A run that dies goes on where it was, or its index is deleted by the next one.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event
from time import monotonic

from bson import Timestamp
from elasticsearch import Elasticsearch

from search.index import live_index
from search.sync import aliases, checkpoints, clock, runs
from search.sync.apply import Applier, BrokenMappingError
from search.sync.bulk import IndexGoneError
from search.sync.checkpoints import Target
from search.sync.compare import Kind
from search.sync.follow import Follower
from search.sync.runs import Run
from search.sync.source import collection, foreign_ids, mongo_client, pages_of_ids
from search.sync.stream import Mark, StreamLostError, open_changes
from search.sync.verify import repair, verify

logger = logging.getLogger(__name__)

PAGE = 500
GRACE = 2.0  # seconds that the old index stays after the swap, for searches already on their way
Report = Callable[[Run], None]


class ResyncFailedError(Exception):
    """The new index does not agree with MongoDB; it was not swapped in."""


@dataclass(slots=True)
class Resync:
    elastic: Elasticsearch
    stop: Event
    report: Report = field(default=lambda _run: None)

    def run(self) -> Target | None:
        """Return the new live index; None when told to stop.

        Raises BrokenMappingError, ResyncFailedError or StreamLostError, and leaves no index behind then. When a
        server is away its client's error is raised and the run is kept: the next one goes on from there.
        """
        run = self.resume() or self.begin()
        try:
            return self.build(run)
        except (BrokenMappingError, IndexGoneError, ResyncFailedError, StreamLostError):
            self.abandon(run)
            raise

    def resume(self) -> Run | None:
        """Return the unfinished run, when its index is still the one it filled and still the one we want."""
        run = runs.unfinished()
        if run is None:
            return None
        target = checkpoints.target_of(self.elastic, run.index)
        if target == run.target and aliases.has_wanted_mapping(run.index):
            logger.info("Going on with %s after %d articles", run.index, run.scanned)
            return run
        self.abandon(run)
        return None

    def begin(self) -> Run:
        aliases.remove_leftovers(self.elastic, keep=set())
        moment = clock.now(mongo_client())
        index = aliases.create_filling(self.elastic)
        target = checkpoints.target_of(self.elastic, index)
        if target is None:
            raise ResyncFailedError(f"{index} vanished as soon as it was made")
        run = Run(target, moment, total=collection().estimated_document_count())
        runs.save(run)
        logger.info("Filling %s from %d articles", index, run.total)
        return run

    def abandon(self, run: Run) -> None:
        runs.forget(run.index)
        if live_index(self.elastic) == run.index:
            return  # it was swapped in before the run could say so
        self.elastic.options(ignore_status=404).indices.delete(index=run.index)
        checkpoints.forget(run.index)

    def build(self, run: Run) -> Target | None:
        applier = Applier(self.elastic, run.index, self.stop)
        if not self.scan(run, applier):
            return None
        saved = checkpoints.load(run.target)
        with open_changes(resume=saved.token if saved else None, start=run.moment) as changes:
            follower = Follower(applier, run.target, changes)
            if follower.until(self.caught_up, self.stop) is None:
                return None
            self.compare(run, follower)
            if self.stop.is_set():
                return None
            self.swap(run, follower)
            self.retire_others(run, follower)
        return run.target

    def scan(self, run: Run, applier: Applier) -> bool:
        """Write every article at version T0, a page at a time, remembering how far."""
        foreign = foreign_ids()
        if foreign:
            applier.apply(dict.fromkeys(foreign, run.moment), run.moment)
        for page in pages_of_ids(PAGE, beyond=run.last_id):
            if self.stop.is_set():
                return False
            applier.apply(dict.fromkeys(page, run.moment), run.moment)
            run.passed(page[-1], len(page))
            runs.save(run)
            self.report(run)
        return True

    def caught_up(self, mark: Mark) -> bool:
        return clock.seconds_between(mark.moment, clock.now(mongo_client())) < 1

    def compare(self, run: Run, follower: Follower) -> None:
        """See that the new index holds what MongoDB holds before anyone is shown it."""
        run.phase = "comparing"
        self.report(run)
        for _attempt in range(3):
            verdict = verify(self.elastic, run.target, passed=lambda: self.catch_up(follower))
            wrong = [each for each in verdict.differences if each.kind is not Kind.DEAD_LETTERED]
            if not wrong:
                return
            logger.warning("%d articles differ in %s: writing them again", len(wrong), run.index)
            repair(self.elastic, run.target, wrong)
        raise ResyncFailedError(f"{len(wrong)} articles still differ in {run.index}, {wrong[0]} among them")

    def catch_up(self, follower: Follower) -> Mark | None:
        moment: Timestamp = clock.now(mongo_client())
        return follower.until(lambda mark: mark.moment >= moment, self.stop)

    def swap(self, run: Run, follower: Follower) -> None:
        """Swap without a reader ever seeing less.

        The old index shows nothing newer from here on; then the new one catches up and shows all that the old one
        could have shown; then the alias moves.
        """
        run.phase = "swapping"
        self.report(run)
        aliases.settle(self.elastic, run.index)
        old = live_index(self.elastic)
        if old:
            aliases.freeze(self.elastic, old)
        self.catch_up(follower)
        self.elastic.indices.refresh(index=run.index)
        aliases.swap(self.elastic, run.index)
        runs.forget(run.index)
        logger.info("%s is live", run.index)

    def retire_others(self, run: Run, follower: Follower) -> None:
        """Delete the indices before this one, once no search can be on its way to them any more."""
        until = monotonic() + GRACE
        with suppress(StreamLostError):  # the worker finds that out by itself; this index is live already
            follower.until(lambda _mark: monotonic() >= until, self.stop)
        for index in aliases.remove_leftovers(self.elastic, keep={run.index}):
            checkpoints.forget(index)
