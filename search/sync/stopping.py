"""How a long-running command ends: within two seconds, whatever it is waiting for."""

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import FrameType
from typing import Protocol

logger = logging.getLogger(__name__)

# A call to a frozen server returns only after its own time-out. Nothing is lost by not waiting for it: a worker may be
# killed at any moment.
GRACE = 1.5


class StoppedError(Exception):
    """Work was asked to stop before it was complete."""


class Stop(Protocol):
    """What tells work to end: an Event, or an Event and a lease together."""

    def is_set(self) -> bool: ...

    def wait(self, timeout: float | None = None) -> bool: ...


@contextmanager
def stopped_by_signals(code: int = 0) -> Iterator[Event]:
    """Give an event that SIGINT and SIGTERM set; end the process with `code` when the block has not ended soon after.

    The event is set by a thread: a handler runs in the middle of whatever the main thread does, and if that is the
    event's own `wait()`, it holds the lock that `set()` needs, for ever.
    """
    stop, done = Event(), Event()

    def end() -> None:
        stop.set()
        if not done.wait(GRACE):
            logger.warning("A server does not answer; ending without it, which loses nothing")
            os._exit(code)

    def hear(_number: int, _frame: FrameType | None) -> None:
        Thread(target=end, name="ending", daemon=True).start()

    before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        done.set()
        for number, handler in before.items():
            signal.signal(number, handler)
