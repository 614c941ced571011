"""Follows the change stream into one index: apply a batch, then save the checkpoint."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from catalog.background.stopping import Stop
from search.sync.follow import checkpoints
from search.sync.follow.apply import Applier
from search.sync.follow.checkpoints import Target
from search.sync.follow.stream import Changes, Mark

SAVE_SECONDS = 1.0  # between checkpoints while idle; a batch is always followed by one


@dataclass(slots=True)
class Follower:
    """Applies batches and then moves the checkpoint: after a crash, what was not applied comes again."""

    applier: Applier
    target: Target
    changes: Changes
    _saved: float = field(default=0.0)

    def step(self, wait: float = 1.0) -> Mark | None:
        """Apply the next batch, if any; return how far the index has followed, or None when there is no news."""
        batch = self.changes.next_batch(wait)
        if batch is None:
            return None
        if batch.dirty:
            self.applier.apply(batch.dirty, batch.mark.moment)
        if batch.dirty or monotonic() - self._saved > SAVE_SECONDS:
            checkpoints.save(self.target, batch.mark)
            self._saved = monotonic()
        return batch.mark

    def until(self, reached: Callable[[Mark], bool], stop: Stop) -> Mark | None:
        """Follow until `reached` holds for a mark and return it; None when asked to stop first."""
        while not stop.is_set():
            mark = self.step(wait=0.5)
            if mark is not None and reached(mark):
                return mark
        return None
