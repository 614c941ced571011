"""The worker: sees that there is a right index and follows MongoDB into it, whatever goes away meanwhile."""

import logging
from dataclasses import dataclass, field
from threading import Event
from time import monotonic

from django.db import DatabaseError
from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch
from pymongo.errors import PyMongoError

from search.index import live_index
from search.sync import aliases, checkpoints, clock, runs, status
from search.sync.apply import Applier, BrokenMappingError
from search.sync.bulk import IndexGoneError, StoppedError, pauses
from search.sync.checkpoints import Target
from search.sync.follow import Follower
from search.sync.lease import Lease, held
from search.sync.resync import Resync, ResyncFailedError
from search.sync.runs import Run
from search.sync.source import mongo_client
from search.sync.stream import Mark, StreamLostError, open_changes

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds between looks at the alias, and between notes for the operator
AWAY = (PyMongoError, DatabaseError, TransportError, ApiError)


@dataclass(slots=True)
class Worker:
    elastic: Elasticsearch
    stop: Event = field(default_factory=Event)
    lease: Lease = field(default_factory=lambda: Lease("sync_search"))

    def run(self) -> None:
        """Work until told to stop. Raises BrokenMappingError: no re-sync can mend what refuses every article."""
        delays = pauses()
        while not self.stop.is_set():
            try:
                if not self.lease.acquire():
                    self.stop.wait(LOOK_EVERY)
                    continue
                with held(self.lease):
                    self.work()
                delays = pauses()
            except AWAY as error:
                logger.warning("A server is away, trying again: %s", error)
                self.stop.wait(next(delays))
            self.lease.lost.clear()

    @property
    def must_stop(self) -> bool:
        return self.stop.is_set() or self.lease.lost.is_set()

    def work(self) -> None:
        """Follow one index after the other; return when told to stop or when the lease was lost."""
        while not self.must_stop:
            try:
                if target := self.ready_target():
                    self.follow(target)
            except StoppedError:
                return
            except (IndexGoneError, StreamLostError, ResyncFailedError) as error:
                logger.warning("%s: starting again", error)
                self.stop.wait(LOOK_EVERY)

    def ready_target(self) -> Target | None:
        """Return an index that can be followed: the live one, one whose alias was lost, or a new one."""
        index = live_index(self.elastic) or self.lost_index()
        target = checkpoints.target_of(self.elastic, index) if index else None
        if target and aliases.has_wanted_mapping(target.index) and checkpoints.load(target):
            aliases.settle(self.elastic, target.index)
            if live_index(self.elastic) != target.index:
                logger.warning("The alias had been lost; %s is live again", target.index)
                aliases.swap(self.elastic, target.index)
            return target
        return self.resync()

    def lost_index(self) -> str | None:
        """Return an index that was live and lost its alias: complete, because it has no run and a checkpoint."""
        for index in sorted(aliases.own_indices(self.elastic), reverse=True):
            target = checkpoints.target_of(self.elastic, index)
            if target and checkpoints.load(target) and not runs.exists(index):
                return index
        return None

    def resync(self) -> Target | None:
        lease = Lease("resync_search")
        if not lease.acquire():
            logger.info("Somebody else is re-syncing; waiting for the new index")
            self.stop.wait(LOOK_EVERY)
            return None
        with held(lease):
            return Resync(self.elastic, self.stop, self.tell_run).run()

    def tell_run(self, run: Run) -> None:
        status.tell(state=run.phase, index=run.index, scanned=run.scanned, total=run.total)

    def follow(self, target: Target) -> None:
        """Follow until told to stop, or until another index is the live one."""
        saved = checkpoints.load(target)
        if saved is None:
            return
        logger.info("Following MongoDB into %s", target.index)
        try:
            with open_changes(resume=saved.token) as changes:
                self.follow_changes(Follower(Applier(self.elastic, target.index, self.stop), target, changes), saved)
        except StreamLostError:
            checkpoints.forget(target.index)  # so that a re-sync follows
            raise
        except BrokenMappingError as error:
            logger.error("%s: trying a new index", error)  # noqa: TRY400  # the message says it all
            self.resync()

    def follow_changes(self, follower: Follower, mark: Mark) -> None:
        looked = monotonic()
        while not self.must_stop:
            mark = follower.step(wait=LOOK_EVERY) or mark
            if monotonic() - looked < LOOK_EVERY:
                continue
            looked = monotonic()
            self.tell(follower.target, mark)
            if not self.is_live(follower.target):
                logger.info("%s is no longer the live index", follower.target.index)
                return

    def is_live(self, target: Target) -> bool:
        """Look whether readers still ask this very index, and not another one of its name."""
        return live_index(self.elastic) == target.index and checkpoints.target_of(self.elastic, target.index) == target

    def tell(self, target: Target, mark: Mark) -> None:
        lag = clock.seconds_between(mark.moment, clock.now(mongo_client()))
        status.tell(state="following", index=target.index, lag_seconds=lag, owner=self.lease.owner)
