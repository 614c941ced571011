"""Restarts the servers and the site's processes when they die.

Ours, because supervisord and the like start programs themselves, as daemons with files of their own; these are started
in order, checked for health, watched from one loop in the foreground, and gone with it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.processes import waiting
from services.progress import Reporter

CHECK_SECONDS = 0.2
FIRST_DELAY = 0.5
LONGEST_DELAY = 20.0
STEADY_SECONDS = 30.0  # after running this long, earlier deaths no longer count


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


@dataclass(slots=True)
class Record:
    """What the supervisor knows about one of them."""

    watched: Watched
    since: float
    deaths: int = 0
    start_at: float | None = None

    def delay(self) -> float:
        """Seconds to wait before the next start: none after the first death, then 0.5, 1, 2 and so on."""
        return 0.0 if self.deaths <= 1 else min(LONGEST_DELAY, FIRST_DELAY * 2 ** (self.deaths - 2))


class Supervisor:
    """Restarts whatever dies, at once the first time and then after growing delays."""

    def __init__(
        self, watched: Sequence[Watched], progress: Reporter, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._progress = progress
        self._records = [Record(one, clock()) for one in watched]

    def deaths(self, watched: Watched) -> int:
        """How often it has died since it last ran steadily."""
        return next(record.deaths for record in self._records if record.watched is watched)

    def watch(self) -> None:
        """Check them until a KeyboardInterrupt, which a request to stop raises."""
        while True:
            self.check()
            waiting.pause(CHECK_SECONDS)

    def check(self) -> None:
        """Check each of them once."""
        for record in self._records:
            self._check_one(record)

    def _check_one(self, record: Record) -> None:
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
