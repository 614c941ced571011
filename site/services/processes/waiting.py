"""Waiting for a condition. Nothing else in this package sleeps."""

import time
from collections.abc import Callable


def until(
    condition: Callable[[], bool],
    *,
    timeout: float,
    interval: float = 0.1,
    tick: Callable[[], None] | None = None,
) -> bool:
    """Check the condition every `interval` seconds; return whether it held within `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() >= deadline:
            return False
        if tick is not None:
            tick()
        time.sleep(interval)
    return True


def pause(seconds: float) -> None:
    """Sleep between two checks of a loop that has no single condition to wait for."""
    time.sleep(seconds)
