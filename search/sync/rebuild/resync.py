"""Builds a new index beside the live one and swaps it in when it is complete.

T0, scan with the changes since T0 in between, compare, swap. Readers search the old index until the swap, and the new
one shows no less than the old one did. A run that dies is resumed, or search/sync/rebuild/cleanup.py removes its index.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

from elasticsearch import Elasticsearch

from catalog.background.stopping import Stop
from search.index import ELASTICSEARCH_FAILED, live_index
from search.sync import clock
from search.sync.follow import checkpoints, dead_letters
from search.sync.follow.apply import BROKEN_SHARE, Applier, BrokenMappingError, broken_mapping
from search.sync.follow.bulk import IndexGoneError, Refusal
from search.sync.follow.checkpoints import Target
from search.sync.follow.follower import Follower
from search.sync.follow.stream import StreamLostError, open_changes
from search.sync.rebuild import aliases, runs
from search.sync.rebuild.runs import Run
from search.sync.source import estimated_count, foreign_ids, id_batches, mongo_client
from search.sync.verify.compare import Kind
from search.sync.verify.verify import repair, verify

logger = logging.getLogger(__name__)

SCAN_ARTICLES = 500  # between two records of the progress
ATTEMPTS = 3
REPLICA_WAIT = 30.0  # seconds that the swap waits for the new index's replicas
RETIRE_DELAY = 2.0  # seconds that the old index stays after the swap, for searches already under way
MIN_REFUSED = 10  # an index that refused this many articles, and more than a fifth, is not swapped in
Report = Callable[[Run], None]


class ResyncFailedError(Exception):
    """The new index does not agree with MongoDB; it was not swapped in."""


@dataclass(slots=True)
class Resync:
    elastic: Elasticsearch
    stop: Stop
    report: Report = field(default=lambda _run: None)

    def run(self) -> Target | None:
        """Return the new live index; None when asked to stop.

        Raises BrokenMappingError, IndexGoneError, ResyncFailedError or StreamLostError after removing the new index.
        When a server is unavailable, its client's error is raised and the run is kept: the next one resumes it.
        """
        run = self.resume() or self.begin()
        try:
            return self.build(run)
        except (BrokenMappingError, IndexGoneError, ResyncFailedError, StreamLostError):
            self.abandon(run)
            raise

    def resume(self) -> Run | None:
        """Return the unfinished run if its index still exists and has the wanted mapping."""
        run = runs.unfinished()
        if run is None:
            return None
        target = checkpoints.target_of(self.elastic, run.index)
        live = live_index(self.elastic) == run.index  # it was killed right after the swap
        if target == run.target and aliases.has_wanted_mapping(run.index) and not live:
            logger.info("Resuming %s after %d articles", run.index, run.scanned)
            return run
        self.abandon(run)
        return None

    def begin(self) -> Run:
        aliases.remove_leftovers(self.elastic, keep=set())
        moment = clock.now(mongo_client())
        index = aliases.create_to_fill(self.elastic)
        target = checkpoints.target_of(self.elastic, index)
        if target is None:
            raise ResyncFailedError(f"{index} was deleted as soon as it was created")
        run = Run(target, moment, total=estimated_count())
        runs.begin(run)
        logger.info("Filling %s from %d articles", index, run.total)
        return run

    def abandon(self, run: Run) -> None:
        """Delete the run and its index, unless the index is live already."""
        runs.delete(run.index)
        if live_index(self.elastic) != run.index:
            self.elastic.options(ignore_status=404).indices.delete(index=run.index)
            checkpoints.delete(run.index)

    def build(self, run: Run) -> Target | None:
        applier = Applier(self.elastic, run.index, self.stop)
        saved = checkpoints.load(run.target)
        with open_changes(resume=saved.token if saved else None, start=run.moment) as changes:
            follower = Follower(applier, run.target, changes)
            done = self.scan(run, follower) and self.compare(run, follower) and self.swap(run, follower)
            if done:
                self.retire_others(run, follower)
        return run.target if done else None

    def scan(self, run: Run, follower: Follower) -> bool:
        """Write every article at version T0 in batches, recording the progress; return False when asked to stop.

        The changes since T0 are applied in between, so the oplog need not reach back over the whole scan. An article
        is read and written before its later events are applied, so none comes back after its deletion.
        """
        refused: list[Refusal] = []
        apply = follower.applier.apply
        if foreign := foreign_ids():
            apply(dict.fromkeys(foreign, run.moment), run.moment)
        for batch in id_batches(SCAN_ARTICLES, after=run.last_id):
            if self.stop.is_set():
                return False
            refused += [each for each in apply(dict.fromkeys(batch, run.moment), run.moment) if each.by_index]
            follower.step(wait=0)
            run.passed(batch[-1], len(batch))
            self.record(run)
        if len(refused) >= MIN_REFUSED and len(refused) > BROKEN_SHARE * run.scanned:
            raise broken_mapping(run.index, len(refused), run.scanned, [each.reason for each in refused])
        dead_letters.remove_obsolete()
        return self.catch_up(follower)

    def record(self, run: Run, phase: str | None = None) -> None:
        run.phase = phase or run.phase
        runs.save(run)
        self.report(run)

    def compare(self, run: Run, follower: Follower) -> bool:
        """Verify the new index before readers see it, repairing what differs; return False when asked to stop."""
        self.record(run, "comparing")
        for attempt in range(1, ATTEMPTS + 1):
            self.elastic.indices.refresh(index=run.index)
            verdict = verify(self.elastic, run.target, catch_up=lambda: self.catch_up(follower))
            if self.stop.is_set():
                return False
            wrong = [each for each in verdict.differences if each.kind is not Kind.DEAD_LETTERED]
            if not wrong:
                return True
            if attempt < ATTEMPTS:
                logger.warning("%d articles differ in %s; writing them again", len(wrong), run.index)
                repair(self.elastic, run.target, wrong, self.stop)
        raise ResyncFailedError(f"{len(wrong)} articles still differ in {run.index}, {wrong[0]} among them")

    def catch_up(self, follower: Follower) -> bool:
        """Apply everything committed up to now; return False when asked to stop first."""
        moment = clock.now(mongo_client())
        return follower.until(lambda mark: mark.moment >= moment, self.stop) is not None

    def swap(self, run: Run, follower: Follower) -> bool:
        """Point the alias at the new index without a reader ever seeing less; return False when asked to stop.

        The old index is kept from showing anything newer, the new one catches up and shows at least as much, then the
        alias moves.
        """
        self.record(run, "swapping")
        aliases.restore_settings(self.elastic, run.index)
        self.await_replicas(run, follower)
        old = live_index(self.elastic)
        swapped = False
        try:
            if old:
                aliases.freeze(self.elastic, old)
            if not self.catch_up(follower):
                return False
            self.elastic.indices.refresh(index=run.index)
            if checkpoints.target_of(self.elastic, run.index) != run.target:
                raise IndexGoneError(run.index)
            aliases.swap(self.elastic, run.index)
            swapped = True
        finally:
            if old and not swapped:
                with suppress(*ELASTICSEARCH_FAILED):  # the worker's cleanup does it later
                    aliases.restore_settings(self.elastic, old)
        runs.delete(run.index)
        logger.info("%s is live", run.index)
        return True

    def await_replicas(self, run: Run, follower: Follower) -> None:
        """Keep following until the replicas are allocated, so that readers do not depend on one node.

        Not for ever: while a node is down there may be no place for a replica, and readers need the index anyway.
        """
        until = monotonic() + REPLICA_WAIT

        def is_ready() -> bool:
            return aliases.has_all_replicas(self.elastic, run.index) or monotonic() >= until

        if not is_ready():
            follower.until(lambda _mark: is_ready(), self.stop)

    def retire_others(self, run: Run, follower: Follower) -> None:
        """Delete the older indices once no search can be using them any more.

        The new index is live already: an error in following it is left to the worker, which meets it at the same token.
        """
        until = monotonic() + RETIRE_DELAY
        with suppress(BrokenMappingError, IndexGoneError, StreamLostError):
            follower.until(lambda _mark: monotonic() >= until, self.stop)
        if not self.stop.wait(max(0.0, until - monotonic())):  # otherwise the worker's cleanup does it
            for index in aliases.remove_leftovers(self.elastic, keep={run.index}):
                checkpoints.delete(index)
