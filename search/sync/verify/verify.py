"""Proves that index and articles agree, exactly, also while articles are being written; mends what does not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event
from time import monotonic

from elasticsearch import Elasticsearch

from search.sync import clock
from search.sync.follow import checkpoints, dead_letters
from search.sync.follow.apply import Applier
from search.sync.follow.checkpoints import Target
from search.sync.keys import own_key
from search.sync.source import mongo_client
from search.sync.stopping import Stop
from search.sync.verify.compare import Difference, Kind, foreign, sweep
from search.sync.verify.recheck import look_again

PATIENCE = 10.0  # seconds to wait for the worker to pass a moment; without a worker nothing will change by itself
REPAIR_ARTICLES = 500
Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison found. `index` is None when there is no live index at all."""

    index: str | None
    checked: int
    differences: tuple[Difference, ...] = field(default=())

    @property
    def agrees(self) -> bool:
        return self.index is not None and not self.differences

    def of(self, kind: Kind) -> tuple[Difference, ...]:
        return tuple(each for each in self.differences if each.kind is kind)


@dataclass(slots=True)
class Patience:
    """Waits for the worker to pass a moment; once it did not move, it is not waited for again."""

    target: Target
    moves: bool = True

    def wait(self) -> bool:
        """Return whether the index has followed up to now."""
        moment = clock.now(mongo_client())
        pause = Event()
        until = monotonic() + (PATIENCE if self.moves else 0.0)
        while True:
            passed = checkpoints.moment_of(self.target)
            if passed is not None and passed >= moment:
                return True
            if monotonic() >= until:
                self.moves = False
                return False
            pause.wait(0.05)


def verify(
    elastic: Elasticsearch,
    target: Target,
    *,
    progress: Progress = lambda _count: None,
    catch_up: Callable[[], bool] | None = None,
) -> Verdict:
    """Compare all, then look again at what seems to differ until it is certain.

    `catch_up` brings the index up to now and says whether it has; without it the worker is waited for.
    """
    suspects: list[str] = []
    checked = 0
    for found in sweep(elastic, target.index, clock.now(mongo_client())):
        checked += 1
        progress(checked)
        if found is not None:
            suspects.append(found.id)
    differences = look_again(elastic, target.index, suspects, catch_up or Patience(target).wait)
    reasons = dead_letters.reasons()
    differences += foreign(reasons)
    return Verdict(target.index, checked, tuple(with_reason(each, reasons) for each in differences))


def with_reason(each: Difference, reasons: dict[str, str]) -> Difference:
    """A refused article differs because it was refused; an orphan does not."""
    if each.kind is Kind.DEAD_LETTERED or (each.id in reasons and each.kind is not Kind.ORPHAN):
        return Difference(each.id, Kind.DEAD_LETTERED, each.reason or reasons.get(each.id, ""))
    return each


def repair(elastic: Elasticsearch, target: Target, differences: Sequence[Difference], stop: Stop) -> int:
    """Write each article as it is now, at the moment of the reading, so that any later live event wins."""
    keys = [key for key in (own_key(each.id) for each in differences) if key]
    mender = Applier(elastic, target.index, stop, checks_mapping=False)
    for start in range(0, len(keys), REPAIR_ARTICLES):
        moment = clock.now(mongo_client())
        mender.apply(dict.fromkeys(keys[start : start + REPAIR_ARTICLES], moment), moment)
    for each in differences:
        if each.kind is Kind.ORPHAN and own_key(each.id) is None:  # no article can ever have this id
            elastic.options(ignore_status=404).delete(index=target.index, id=each.id)
    return len(differences)
