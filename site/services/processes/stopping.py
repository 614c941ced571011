"""Requests to stop: Ctrl-C, SIGTERM and SIGHUP mean the same, and a second one means at once."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopping:
    """The requests to stop so far."""

    def __init__(self) -> None:
        self.requests = 0
        self.raises = True
        self._first: int | None = None

    def hurry(self) -> bool:
        """Whether a second request came while we were stopping."""
        return self.requests > 1

    def came_from_terminal(self) -> bool:
        """Whether it was Ctrl-C, which the terminal sends to every process of our group."""
        return self._first == signal.SIGINT and sys.stdin.isatty()

    def handle(self, number: int, _frame: FrameType | None) -> None:
        self.requests += 1
        self._first = self._first or number
        if self.requests == 1 and self.raises:
            raise KeyboardInterrupt


@contextmanager
def on_signals() -> Iterator[Stopping]:
    """Turn the first signal into a KeyboardInterrupt in the main thread, so that every `finally` runs.

    Later ones are only counted: the shutdown in progress looks at `hurry`.
    """
    stopping = Stopping()
    before = {number: signal.signal(number, stopping.handle) for number in SIGNALS}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
