"""Keeps what it is given running, and ends all of it in the right order."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.processes import waiting
from services.progress import Reporter

LOOK_SECONDS = 0.2
FIRST_DELAY = 0.5
LONGEST_DELAY = 20.0
STEADY_SECONDS = 30.0  # who has run this long is forgiven earlier deaths


class Watched(Protocol):
    """A server or a process of the site."""

    @property
    def title(self) -> str: ...

    @property
    def alive(self) -> bool: ...

    @property
    def exit_code(self) -> int | None: ...

    def start(self) -> None: ...

    def stop(self, hurry: Callable[[], bool] = ...) -> None: ...


@dataclass
class Record:
    """What the supervisor remembers of one of them."""

    watched: Watched
    since: float
    deaths: int = 0
    start_at: float | None = None

    def delay(self) -> float:
        """Nothing after the first death, then 0.5 s, 1 s, 2 s and so on."""
        return 0.0 if self.deaths <= 1 else min(LONGEST_DELAY, FIRST_DELAY * 2 ** (self.deaths - 2))


class Supervisor:
    """Starts whoever dies again, at once the first time and then ever later, until `stop`."""

    def __init__(
        self, watched: Sequence[Watched], progress: Reporter, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._progress = progress
        self._records = [Record(one, clock()) for one in watched]

    def deaths(self, watched: Watched) -> int:
        """How often it died since it last ran steadily."""
        return next(record.deaths for record in self._records if record.watched is watched)

    def watch(self) -> None:
        """Never returns: whoever wants to stop raises KeyboardInterrupt (services.stopping does)."""
        while True:
            self.look()
            waiting.pause(LOOK_SECONDS)

    def look(self) -> None:
        """One look at everybody."""
        for record in self._records:
            self._look_at(record)

    def _look_at(self, record: Record) -> None:
        now = self._clock()
        if record.watched.alive:
            return
        if record.start_at is None:
            record.deaths = 1 if now - record.since >= STEADY_SECONDS else record.deaths + 1
            record.start_at = now + record.delay()
            self._progress.report(
                f"{record.watched.title} ended (exit code {record.watched.exit_code}); it is started again."
            )
        if now >= record.start_at:
            record.start_at = None
            record.since = now
            record.watched.start()
