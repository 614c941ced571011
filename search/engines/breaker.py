"""A breaker: after a few failures in a row, stop asking for a while and answer at once from elsewhere."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Breaker:
    """Opens for `rest` seconds after `limit` failures in a row; then one caller at a time may try again."""

    limit: int = 3
    rest: float = 5.0
    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _closed_again_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self) -> bool:
        """Return whether the caller may ask. In the half-open state only the first caller of each rest may."""
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

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self.limit:
                self._closed_again_at = self.clock() + self.rest

    @property
    def is_open(self) -> bool:
        with self._lock:
            return self._failures >= self.limit and self.clock() < self._closed_again_at
