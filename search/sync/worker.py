"""The worker: sees that there is a right index and follows MongoDB into it, whatever goes away meanwhile."""

import logging
from dataclasses import dataclass, field
from threading import Event
from time import monotonic

from elasticsearch import Elasticsearch

from search.index import live_index
from search.sync import clock, status
from search.sync.follow import checkpoints
from search.sync.follow.apply import Applier, BrokenMappingError
from search.sync.follow.bulk import IndexGoneError, retry_delays
from search.sync.follow.checkpoints import Target
from search.sync.follow.follower import Follower
from search.sync.follow.stream import Mark, StreamLostError, open_changes
from search.sync.lease import RESYNC, WORKER, Held, Lease, held
from search.sync.outages import UNAVAILABLE, describe, is_permanent
from search.sync.rebuild import aliases, runs
from search.sync.rebuild.cleanup import tidy
from search.sync.rebuild.resync import Resync, ResyncFailedError
from search.sync.rebuild.runs import Run
from search.sync.source import mongo_client
from search.sync.stopping import StoppedError

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds between looks at the alias, and between notes for the operator
TIDY_EVERY = 2.0
FORGIVEN_AFTER = 30.0  # seconds of good work, after which the next outage is met with short retry_delays again


@dataclass(slots=True)
class Worker:
    elastic: Elasticsearch
    stop: Event = field(default_factory=Event)
    lease: Lease = field(default_factory=lambda: Lease(WORKER))

    def run(self) -> None:
        """Work until told to stop. Raises BrokenMappingError: no re-sync can mend what refuses every article."""
        delays = retry_delays()
        while not self.stop.is_set():
            began = monotonic()
            try:
                if not self.lease.acquire():
                    self.stop.wait(LOOK_EVERY)
                    continue
                with held(self.lease):
                    self.work()
            except UNAVAILABLE as error:
                if is_permanent(error):
                    raise BrokenMappingError(describe(error)) from error
                delays = retry_delays() if monotonic() - began > FORGIVEN_AFTER else delays
                logger.warning("%s; trying again", describe(error))
                self.stop.wait(next(delays))
            self.lease.lost.clear()

    @property
    def must_stop(self) -> Held:
        return Held(self.stop, (self.lease,))

    def work(self) -> None:
        """Follow one index after the other; return when told to stop or when the lease was lost."""
        while not self.must_stop.is_set():
            try:
                if target := self.ready_target():
                    self.follow(target)
            except StoppedError:
                return
            except (IndexGoneError, StreamLostError, ResyncFailedError) as error:
                logger.warning("%s: %s: starting again", type(error).__name__, error)
                self.stop.wait(LOOK_EVERY)

    def ready_target(self) -> Target | None:
        """Return an index that can be followed: the live one, one whose alias was lost, or a new one."""
        live = live_index(self.elastic)
        index = live or self.lost_index()
        target = checkpoints.target_of(self.elastic, index) if index else None
        if target is None or not aliases.has_wanted_mapping(target.index) or not checkpoints.load(target):
            return self.resync()
        if live != target.index:
            logger.warning("The alias had been lost; %s is live again", target.index)
            aliases.swap(self.elastic, target.index)
        tidy(self.elastic, target.index)
        return target

    def lost_index(self) -> str | None:
        """Return an index that was live and lost its alias: complete, because it has no run and a checkpoint."""
        for index in sorted(filter(aliases.has_wanted_mapping, aliases.own_indices(self.elastic)), reverse=True):
            target = checkpoints.target_of(self.elastic, index)
            if target and checkpoints.load(target) and not runs.exists(index):
                return index
        return None

    def resync(self) -> Target | None:
        lease = Lease(RESYNC)
        if not lease.acquire():
            logger.info("Somebody else is re-syncing; waiting for the new index")
            self.stop.wait(LOOK_EVERY)
            return None
        with held(lease):
            return Resync(self.elastic, Held(self.stop, (self.lease, lease)), self.tell_run).run()

    def tell_run(self, run: Run) -> None:
        status.report(state=run.phase, index=run.index, scanned=run.scanned, total=run.total)

    def follow(self, target: Target) -> None:
        """Follow until told to stop, or until another index is the live one."""
        try:
            self.follow_from(self.start_of(target), target)
        except StreamLostError:
            checkpoints.forget(target.index)  # so that a re-sync follows
            raise
        except BrokenMappingError as error:
            logger.error("%s: trying a new index", error)  # noqa: TRY400  # the message says it all
            self.resync()

    def start_of(self, target: Target) -> Mark:
        saved = checkpoints.load(target)
        if saved is None:
            raise StreamLostError(f"the checkpoint of {target.index} is gone")
        if saved.moment > clock.now(mongo_client()):
            # MongoDB would take such a token and wait for that moment to come, silently.
            raise StreamLostError(f"MongoDB was set back to before the checkpoint of {target.index}")
        return saved

    def follow_from(self, mark: Mark, target: Target) -> None:
        logger.info("Following MongoDB into %s", target.index)
        looked = tidied = monotonic()
        with open_changes(resume=mark.token) as changes:
            follower = Follower(Applier(self.elastic, target.index, self.must_stop), target, changes)
            while not self.must_stop.is_set():
                mark = follower.step(wait=LOOK_EVERY) or mark
                if monotonic() - looked < LOOK_EVERY:
                    continue
                looked = monotonic()
                self.tell(target, mark)
                if not self.is_live(target):
                    logger.info("%s is no longer the live index", target.index)
                    return
                if monotonic() - tidied > TIDY_EVERY:
                    tidy(self.elastic, target.index)
                    tidied = monotonic()

    def is_live(self, target: Target) -> bool:
        """Look whether readers still ask this very index, and not another one of its name."""
        return live_index(self.elastic) == target.index and checkpoints.target_of(self.elastic, target.index) == target

    def tell(self, target: Target, mark: Mark) -> None:
        lag = clock.seconds_between(mark.moment, clock.now(mongo_client()))
        status.report(state=status.FOLLOWING, index=target.index, lag_seconds=lag, owner=self.lease.owner)
