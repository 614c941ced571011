"""How many searches a process sends to a server at once, and which are refused when that is not enough.

One for each process of the web server, not one for all: a turn that processes share is lost with a process that dies.
The two are asked alike, as each takes the next connection that comes. Elasticsearch itself would queue a thousand, of
which most would be answered after the page has given up (docs/decisions/0021).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from catalog.middleware.limits import TooBusyError

# Longer than a search may take (ELASTICSEARCH_DSL["page"]): if Elasticsearch hangs, who waits sees the breaker open.
PATIENCE = 1.2
COSTLY_PATIENCE = 0.4


@dataclass(slots=True)
class Capacity:
    """`at_once` requests, 0 for any number. A costly one waits for all others, and few run or wait at a time."""

    at_once: int
    waiting: int = 6  # and half as many costly ones; 16 threads answer, so some stay for everything else
    running: int = 0
    costly_running: int = 0
    _usual_waiting: int = 0
    _costly_waiting: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def costly_at_once(self) -> int:
        return max(1, self.at_once // 4)

    def has_room(self, *, costly: bool) -> bool:
        if self.running >= self.at_once:
            return False
        return not costly or (self.costly_running < self.costly_at_once and not self._usual_waiting)

    @contextmanager
    def turn(self, *, costly: bool = False, patience: float | None = None) -> Iterator[None]:
        """Wait for a turn to send a request; TooBusyError if too many wait already, or none comes."""
        if not self.at_once:
            yield
            return
        with self._changed:
            if not self.has_room(costly=costly):
                self._wait(costly=costly, patience=patience)
            self.running += 1
            self.costly_running += costly
        try:
            yield
        finally:
            with self._changed:
                self.running -= 1
                self.costly_running -= costly
                self._changed.notify_all()

    def _wait(self, *, costly: bool, patience: float | None) -> None:
        wait, most = (self._costly_waiting, self.waiting // 2) if costly else (self._usual_waiting, self.waiting)
        if wait >= most:
            raise TooBusyError
        self._usual_waiting += not costly
        self._costly_waiting += costly
        try:
            seconds = patience or (COSTLY_PATIENCE if costly else PATIENCE)
            if not self._changed.wait_for(lambda: self.has_room(costly=costly), timeout=seconds):
                raise TooBusyError
        finally:
            self._usual_waiting -= not costly
            self._costly_waiting -= costly
            self._changed.notify_all()
