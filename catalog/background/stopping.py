"""Stopping a long-running command within two seconds, whatever it is waiting for."""

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import FrameType
from typing import Protocol

logger = logging.getLogger(__name__)

# A call to a frozen server returns only after its own time-out. Not waiting for it loses nothing: a worker may be
# killed at any moment.
GRACE_SECONDS = 1.5


class StoppedError(Exception):
    """Work was asked to stop before it was complete."""


class Stop(Protocol):
    """A request to stop: an Event, or an Event and a lease together (catalog/background/lease.py)."""

    def is_set(self) -> bool: ...

    def wait(self, timeout: float | None = None) -> bool: ...


@contextmanager
def stopped_by_signals(code: int = 0) -> Iterator[Event]:
    """Yield an event that SIGINT and SIGTERM set; end the process with `code` if the block does not end soon after.

    A thread sets the event. A signal handler interrupts whatever the main thread does; inside the event's own `wait()`
    that thread holds the lock that `set()` needs, and would wait for ever.
    """
    stop, done = Event(), Event()

    def end() -> None:
        stop.set()
        if not done.wait(GRACE_SECONDS):
            logger.warning("Ending without waiting for a server that does not answer; nothing is lost")
            os._exit(code)

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        Thread(target=end, name="ending", daemon=True).start()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        done.set()
        for number, handler in before.items():
            signal.signal(number, handler)
