"""A circuit breaker: after a few failures in a row, no request is sent for a while.

Our own, not pybreaker: that holds its lock while the protected call runs, so concurrent searches would queue.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Breaker:
    """Opens for `rest` seconds after `limit` failures in a row; then half-open, one caller per `rest` may try."""

    limit: int = 3
    rest: float = 5.0
    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _closed_again_at: float = 0.0
    _succeeded_at: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self) -> bool:
        """Return whether the caller may send a request; while half-open, only the first in each `rest` may."""
        with self._lock:
            if self._failures < self.limit:
                return True
            now = self.clock()
            if now < self._closed_again_at:
                return False
            self._closed_again_at = now + self.rest
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0
            self._succeeded_at = self.clock()

    def has_succeeded_since(self, moment: float) -> bool:
        with self._lock:
            return self._succeeded_at > moment

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self.limit:
                self._closed_again_at = self.clock() + self.rest

    @property
    def has_tripped(self) -> bool:
        """Whether it has opened and no request has succeeded since; true while half-open too."""
        with self._lock:
            return self._failures >= self.limit

    @property
    def is_open(self) -> bool:
        with self._lock:
            return self._failures >= self.limit and self.clock() < self._closed_again_at
