"""How the worker tells of a job's progress and learns that it must stop."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.utils import timezone

from catalog.background.stopping import Stop
from catalog.import_models import ImportJob
from catalog.importing.rows import StoppedError

TELL_SECONDS = 0.5


class LostError(Exception):
    """The job is no longer ours: it was discarded, or another worker has taken it."""


@dataclass(slots=True)
class Watch:
    """One worker's hold on one job. Every write is made on the condition that the worker still has it.

    `counts` returns the fields to be told besides the bytes. `stop` is what an importer asks again and again; `check`
    is for loops of our own.
    """

    job: ImportJob
    must_stop: Stop
    counts: Callable[[], Mapping[str, int]] = dict
    wish: str = ""
    _bytes: tuple[int, int] = (0, 0)
    _told: float = field(default_factory=monotonic)

    def advance(self, done: int, total: int) -> None:
        self._bytes = (done, total)

    def stop(self) -> bool:
        """Return whether the work must end: this process stops, or the editor wishes so."""
        if self.must_stop.is_set():
            return True
        if monotonic() - self._told >= TELL_SECONDS:
            self.tell()
        return bool(self.wish)

    def check(self) -> None:
        """Raise StoppedError if the work must end."""
        if self.stop():
            raise StoppedError

    def tell(self) -> None:
        """Write the progress down and read what the editor wishes. Raises LostError."""
        self._told = monotonic()
        done, total = self._bytes
        self.write(bytes_done=done, bytes_total=total, **self.counts())
        self.wish = ImportJob.objects.filter(pk=self.job.pk).values_list("wish", flat=True).first() or ""

    def finish(self, state: ImportJob.State, **values: Any) -> None:
        """End the worker's part. Raises LostError."""
        self.write(state=state, changed_at=timezone.now(), owner="", wish=ImportJob.Wish.NONE, **values)

    def write(self, **values: Any) -> None:
        if not ImportJob.objects.filter(pk=self.job.pk, owner=self.job.owner).update(**values):
            raise LostError
