"""Waiting for a condition: the one place where this package sleeps."""

import time
from collections.abc import Callable


def until(
    condition: Callable[[], bool],
    *,
    timeout: float,
    interval: float = 0.1,
    tick: Callable[[], None] | None = None,
) -> bool:
    """Whether the condition came true within `timeout` seconds, asked every `interval` seconds."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() >= deadline:
            return False
        if tick is not None:
            tick()
        time.sleep(interval)
    return True


def pause(seconds: float) -> None:
    """Give the processor back between two looks at things that have no condition to wait for."""
    time.sleep(seconds)
