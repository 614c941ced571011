"""Verifies that index and articles agree exactly, even while articles are being written, and repairs differences."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event
from time import monotonic

from elasticsearch import Elasticsearch

from catalog.background.stopping import Stop
from search.sync import clock
from search.sync.follow import checkpoints, dead_letters
from search.sync.follow.apply import Applier
from search.sync.follow.checkpoints import Target
from search.sync.keys import own_key
from search.sync.source import mongo_client
from search.sync.verify.compare import Difference, Kind, compare_all, foreign_differences
from search.sync.verify.recheck import recheck

WAIT_FOR_WORKER = 10.0  # seconds in which the worker comes no nearer to a moment: then there is none
REPAIR_ARTICLES = 500  # given to one batch of writes
Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a comparison: how many articles and documents were compared, and which differ."""

    index: str
    checked: int
    differences: tuple[Difference, ...] = field(default=())

    @property
    def agrees(self) -> bool:
        return not self.differences

    def of(self, kind: Kind) -> tuple[Difference, ...]:
        return tuple(each for each in self.differences if each.kind is kind)


@dataclass(slots=True)
class WorkerWait:
    """Waits for the worker to reach the present moment; after it failed to once, does not wait again."""

    target: Target
    worker_follows: bool = True

    def wait(self) -> bool:
        """Return whether the index has followed up to now. A worker with much to do is waited for while it advances."""
        moment = clock.now(mongo_client())
        pause = Event()
        patience = WAIT_FOR_WORKER if self.worker_follows else 0.0
        until, last = monotonic() + patience, None
        while True:
            reached = checkpoints.moment_of(self.target)
            if reached is not None and reached >= moment:
                return True
            if reached != last:
                until, last = monotonic() + patience, reached
            if monotonic() >= until:
                self.worker_follows = False
                return False
            pause.wait(0.05)


def verify(
    elastic: Elasticsearch,
    target: Target,
    *,
    progress: Progress = lambda _count: None,
    catch_up: Callable[[], bool] | None = None,
) -> Verdict:
    """Compare every article with its document, then recheck those that seem to differ.

    `catch_up` brings the index up to the present moment and returns whether it has; by default the worker is waited
    for. `progress` is called with the number compared so far.
    """
    candidates: list[str] = []
    checked = 0
    for found in compare_all(elastic, target.index, clock.now(mongo_client())):
        checked += 1
        progress(checked)
        if found is not None:
            candidates.append(found.id)
    differences = recheck(elastic, target.index, candidates, catch_up or WorkerWait(target).wait)
    reasons = dead_letters.reasons()
    differences += foreign_differences(reasons)
    return Verdict(target.index, checked, tuple(with_reason(each, reasons) for each in differences))


def with_reason(each: Difference, reasons: dict[str, str]) -> Difference:
    """Return the difference as a dead letter with its reason, if the article was refused."""
    if each.kind is Kind.DEAD_LETTERED or (each.id in reasons and each.kind is not Kind.ORPHAN):
        return Difference(each.id, Kind.DEAD_LETTERED, each.reason or reasons.get(each.id, ""))
    return each


def repair(elastic: Elasticsearch, target: Target, differences: Sequence[Difference], stop: Stop) -> int:
    """Write each article as it is now, at the moment of the read, so that any later event wins; return how many."""
    keys = [key for key in (own_key(each.id) for each in differences) if key]
    applier = Applier(elastic, target.index, stop, checks_mapping=False)
    for start in range(0, len(keys), REPAIR_ARTICLES):
        moment = clock.now(mongo_client())
        applier.apply(dict.fromkeys(keys[start : start + REPAIR_ARTICLES], moment), moment)
    for each in differences:
        if each.kind is Kind.ORPHAN and own_key(each.id) is None:  # no article can ever have this id
            elastic.options(ignore_status=404).delete(index=target.index, id=each.id)
    return len(differences)
