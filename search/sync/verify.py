"""Proves that index and articles agree, exactly, also while articles are being written; mends what does not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event
from time import monotonic

from bson import ObjectId
from elasticsearch import Elasticsearch

from search.sync import checkpoints, clock, dead_letters
from search.sync.apply import Applier
from search.sync.checkpoints import Target
from search.sync.compare import Difference, Kind, look_again, sweep
from search.sync.source import mongo_client

PATIENCE = 10.0  # seconds to wait for the worker to pass a moment; without a worker nothing will change by itself
ROUNDS = 3
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


def wait_for_worker(target: Target) -> None:
    """Wait until the worker has passed this moment, or until it is clear that it does not move."""
    moment = clock.now(mongo_client())
    pause = Event()
    until = monotonic() + PATIENCE
    while monotonic() < until:
        passed = checkpoints.moment_of(target)
        if passed is not None and passed >= moment:
            return
        pause.wait(0.1)


def verify(
    elastic: Elasticsearch,
    target: Target,
    *,
    progress: Progress = lambda _count: None,
    passed: Callable[[], object] | None = None,
) -> Verdict:
    """Compare all, then look again at what differs once the index has passed the start of the comparison.

    `passed` brings the index that far; without it the worker is waited for.
    """
    catch_up = passed or (lambda: wait_for_worker(target))
    start = clock.now(mongo_client())
    checked, differences = 0, []
    for found in sweep(elastic, target.index, start):
        checked += 1
        progress(checked)
        if found is not None:
            differences.append(found)
    final = [each for each in differences if each.kind is Kind.DEAD_LETTERED]
    open_ids = [each.id for each in differences if each.kind is not Kind.DEAD_LETTERED]
    for _ in range(ROUNDS):
        if not open_ids:
            break
        catch_up()
        still = look_again(elastic, target.index, open_ids, clock.now(mongo_client()))
        open_ids = [each.id for each in still if each.kind is not Kind.DEAD_LETTERED]
        final_round = still
    else:
        final += final_round
    return Verdict(target.index, checked, with_reasons(final))


def with_reasons(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    reasons = dead_letters.reasons()
    return tuple(
        Difference(each.id, Kind.DEAD_LETTERED, each.reason or reasons.get(each.id, ""))
        if each.kind is Kind.DEAD_LETTERED or each.id in reasons
        else each
        for each in differences
    )


def repair(elastic: Elasticsearch, target: Target, differences: Sequence[Difference]) -> int:
    """Write each article as it is now, at the moment of the reading, so that any later live event wins."""
    ids = [ObjectId(each.id) for each in differences if ObjectId.is_valid(each.id)]
    moment = clock.now(mongo_client())
    applier = Applier(elastic, target.index, Event())
    for start in range(0, len(ids), 500):
        applier.apply(dict.fromkeys(ids[start : start + 500], moment), moment)
    for each in differences:
        if each.kind is Kind.ORPHAN and not ObjectId.is_valid(each.id):
            elastic.options(ignore_status=404).delete(index=target.index, id=each.id)
    elastic.indices.refresh(index=target.index)
    return len(differences)
