"""Follows the change stream into one index, checkpoint by checkpoint."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from search.sync.follow import checkpoints
from search.sync.follow.apply import Applier
from search.sync.follow.checkpoints import Target
from search.sync.follow.stream import Changes, Mark
from search.sync.stopping import Stop

SAVE_EVERY = 1.0  # seconds, when idle; a batch is always followed by a save


@dataclass(slots=True)
class Follower:
    """Applies batches and moves the checkpoint, never the other way round: what was not applied comes again."""

    applier: Applier
    target: Target
    changes: Changes
    _saved: float = field(default=0.0)

    def step(self, wait: float = 1.0) -> Mark | None:
        """Apply the next batch, if there is one; return how far the index is true now, None when not known anew."""
        batch = self.changes.next_batch(wait)
        if batch is None:
            return None
        if batch.dirty:
            self.applier.apply(batch.dirty, batch.mark.moment)
        if batch.dirty or monotonic() - self._saved > SAVE_EVERY:
            checkpoints.save(self.target, batch.mark)
            self._saved = monotonic()
        return batch.mark

    def until(self, reached: Callable[[Mark], bool], stop: Stop) -> Mark | None:
        """Follow until a mark is good enough; None when told to stop before."""
        while not stop.is_set():
            mark = self.step(wait=0.5)
            if mark is not None and reached(mark):
                return mark
        return None
