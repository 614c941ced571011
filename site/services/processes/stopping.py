"""Being asked to stop: Ctrl-C, SIGTERM and SIGHUP mean the same, and a second one means now."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopping:
    """How often we were asked to stop."""

    def __init__(self) -> None:
        self.asked = 0
        self.raises = True
        self._first: int | None = None

    def hurry(self) -> bool:
        """Whether we were asked again while already stopping."""
        return self.asked > 1

    def came_from_terminal(self) -> bool:
        """Whether it was Ctrl-C, which the terminal gives to every process of our group itself."""
        return self._first == signal.SIGINT and sys.stdin.isatty()

    def handle(self, number: int, _frame: FrameType | None) -> None:
        self.asked += 1
        self._first = self._first or number
        if self.asked == 1 and self.raises:
            raise KeyboardInterrupt


@contextmanager
def on_signals() -> Iterator[Stopping]:
    """The first signal raises KeyboardInterrupt in the main thread, so that every `finally` on the way runs.

    Those after it only count: the shutdown that is on its way looks at `hurry`.
    """
    stopping = Stopping()
    before = {number: signal.signal(number, stopping.handle) for number in SIGNALS}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
