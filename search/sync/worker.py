"""The worker: makes sure that there is a right index and follows MongoDB into it, whatever becomes unavailable."""

import logging
from dataclasses import dataclass, field
from threading import Event
from time import monotonic

from elasticsearch import Elasticsearch

from catalog.background.lease import Lease, StopOrLeaseLost, held
from catalog.background.stopping import StoppedError
from search.index import live_index
from search.sync import clock, status
from search.sync.follow import checkpoints
from search.sync.follow.apply import Applier, BrokenMappingError, retry_handed_over
from search.sync.follow.bulk import IndexGoneError, retry_delays
from search.sync.follow.checkpoints import Target
from search.sync.follow.follower import Follower
from search.sync.follow.stream import Mark, StreamLostError, open_changes
from search.sync.lease import RESYNC, WORKER
from search.sync.outages import UNAVAILABLE, describe, is_permanent
from search.sync.rebuild import aliases, runs
from search.sync.rebuild.cleanup import clean_up
from search.sync.rebuild.resync import Resync, ResyncFailedError
from search.sync.rebuild.runs import Run
from search.sync.source import mongo_client

logger = logging.getLogger(__name__)

CHECK_SECONDS = 1.0  # between checks of the alias, and between heartbeats
CLEANUP_SECONDS = 2.0
RECOVERED_SECONDS = 30.0  # of work without an error; then the next outage is met with short delays again


@dataclass(slots=True)
class Worker:
    elastic: Elasticsearch
    stop: Event = field(default_factory=Event)
    lease: Lease = field(default_factory=lambda: Lease(WORKER))

    def run(self) -> None:
        """Work until asked to stop. Raises BrokenMappingError when a re-sync cannot help either."""
        delays = retry_delays()
        while not self.stop.is_set():
            began = monotonic()
            try:
                if not self.lease.acquire():
                    self.stop.wait(CHECK_SECONDS)
                    continue
                with held(self.lease):
                    self.work()
            except UNAVAILABLE as error:
                if is_permanent(error):
                    raise BrokenMappingError(describe(error)) from error
                delays = retry_delays() if monotonic() - began > RECOVERED_SECONDS else delays
                logger.warning("%s; trying again", describe(error))
                self.stop.wait(next(delays))
            self.lease.lost.clear()

    @property
    def must_stop(self) -> StopOrLeaseLost:
        return StopOrLeaseLost(self.stop, (self.lease,))

    def work(self) -> None:
        """Follow one index after the other; return when asked to stop or when the lease is lost."""
        while not self.must_stop.is_set():
            try:
                if target := self.ready_target():
                    self.follow(target)
            except StoppedError:
                return
            except (IndexGoneError, StreamLostError, ResyncFailedError) as error:
                logger.warning("%s: %s: starting again", type(error).__name__, error)
                self.stop.wait(CHECK_SECONDS)

    def ready_target(self) -> Target | None:
        """Return an index that can be followed: the live one, one that lost its alias, or a new one."""
        live = live_index(self.elastic)
        index = live or self.index_without_alias()
        target = checkpoints.target_of(self.elastic, index) if index else None
        if target is None or not aliases.has_wanted_mapping(target.index) or not checkpoints.load(target):
            return self.resync()
        if live != target.index:
            logger.warning("The alias had been lost; %s is live again", target.index)
            aliases.swap(self.elastic, target.index)
        clean_up(self.elastic, target.index)
        return target

    def index_without_alias(self) -> str | None:
        """Return an index that lost its alias; it is complete, because it has a checkpoint and no run."""
        for index in sorted(filter(aliases.has_wanted_mapping, aliases.own_indices(self.elastic)), reverse=True):
            target = checkpoints.target_of(self.elastic, index)
            if target and checkpoints.load(target) and not runs.exists(index):
                return index
        return None

    def resync(self) -> Target | None:
        lease = Lease(RESYNC)
        if not lease.acquire():
            logger.info("Another process is running a re-sync; waiting for the new index")
            self.stop.wait(CHECK_SECONDS)
            return None
        with held(lease):
            return Resync(self.elastic, StopOrLeaseLost(self.stop, (self.lease, lease)), self.report_run).run()

    def report_run(self, run: Run) -> None:
        status.report(state=run.phase, index=run.index, scanned=run.scanned, total=run.total)

    def follow(self, target: Target) -> None:
        """Follow until asked to stop, or until another index is live."""
        try:
            self.follow_from(self.start_of(target), target)
        except StreamLostError:
            checkpoints.delete(target.index)  # so that a re-sync comes next
            raise
        except BrokenMappingError as error:
            logger.error("%s: trying a new index", error)  # noqa: TRY400  # the message says it all
            self.resync()

    def start_of(self, target: Target) -> Mark:
        saved = checkpoints.load(target)
        if saved is None:
            raise StreamLostError(f"the checkpoint of {target.index} is gone")
        if saved.moment > clock.now(mongo_client()):
            # MongoDB would accept such a token and wait silently until that moment has come.
            raise StreamLostError(f"MongoDB was restored to a time before the checkpoint of {target.index}")
        return saved

    def follow_from(self, mark: Mark, target: Target) -> None:
        logger.info("Following MongoDB into %s", target.index)
        checked = cleaned_up = monotonic()
        with open_changes(resume=mark.token) as changes:
            follower = Follower(Applier(self.elastic, target.index, self.must_stop), target, changes)
            while not self.must_stop.is_set():
                mark = follower.step(wait=CHECK_SECONDS) or mark
                if monotonic() - checked < CHECK_SECONDS:
                    continue
                checked = monotonic()
                self.report(target, mark)
                retry_handed_over(self.elastic, target.index, self.must_stop)
                if not self.is_live(target):
                    logger.info("%s is no longer the live index", target.index)
                    return
                if monotonic() - cleaned_up > CLEANUP_SECONDS:
                    clean_up(self.elastic, target.index)
                    cleaned_up = monotonic()

    def is_live(self, target: Target) -> bool:
        """Return whether the alias points at this very index, not at another one of the same name."""
        return live_index(self.elastic) == target.index and checkpoints.target_of(self.elastic, target.index) == target

    def report(self, target: Target, mark: Mark) -> None:
        lag = clock.seconds_between(mark.moment, clock.now(mongo_client()))
        status.report(state=status.FOLLOWING, index=target.index, lag_seconds=lag, owner=self.lease.owner)
