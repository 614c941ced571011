"""How much each client may still ask, in memory that all processes of the web server share.

Ours, because django-ratelimit and limits share their counts through Redis, Memcached or a database only (in the memory
of a process they hold for that process: flask-limiter's #40), the site has neither of the first, and a search touches
no database.

A row holds one number, the moment at which a client's allowance is whole again: the generic cell rate algorithm. A
client is a hash with a key of this start, so that the memory holds no address, and nobody can aim at another's row.
"""

import fcntl
import mmap
import os
import secrets
import struct
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b

ROW = struct.Struct("=Qd")  # a client, and when its allowance is whole again
WAYS = 8  # rows in which a client may be; with all of them taken, the one that is whole first makes room
ROWS = 65_536


@dataclass(frozen=True, slots=True)
class Allowance:
    """So much at once, and so much more in each second. With a rate of 0 there is no limit."""

    burst: float
    per_second: float


class Buckets:
    """The rows. Make it before the processes are forked: they inherit the memory, and the file whose lock they take."""

    def __init__(self, rows: int = ROWS, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock  # one for all processes of a machine
        self.sets = rows // WAYS
        self.key = secrets.token_bytes(16)
        with tempfile.TemporaryFile() as file:
            file.truncate(rows * ROW.size)
            self.memory = mmap.mmap(file.fileno(), rows * ROW.size)
            self.file = os.dup(file.fileno())
        weakref.finalize(self, os.close, self.file)
        self.threads = threading.Lock()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other threads and processes out. The system gives up the lock of a process that dies."""
        with self.threads:
            fcntl.lockf(self.file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self.file, fcntl.LOCK_UN)

    def take(self, client: str, cost: float, allowance: Allowance) -> float:
        """Take from a client's allowance; return 0, or the seconds to wait if it is not enough. Then nothing is taken.

        What costs more than the whole allowance takes all of it.
        """
        if not allowance.per_second:
            return 0.0
        name = int.from_bytes(blake2b(client.encode(), digest_size=8, key=self.key).digest()) or 1
        with self.alone():
            now = self.clock()
            row, whole = self.find(name)
            whole = max(whole, now) + min(cost, allowance.burst) / allowance.per_second
            wait = whole - now - allowance.burst / allowance.per_second
            if wait > 1e-9:  # noqa: PLR2004  # what is lost in rounding
                return wait
            ROW.pack_into(self.memory, row, name, whole)
        return 0.0

    def find(self, name: int) -> tuple[int, float]:
        """Return the place of a client's row and its moment, or those of a row to use for it."""
        first = name % self.sets * WAYS * ROW.size
        places = range(first, first + WAYS * ROW.size, ROW.size)
        rows = {place: ROW.unpack_from(self.memory, place) for place in places}
        for place, (client, whole) in rows.items():
            if client == name:
                return place, whole
        return min(places, key=lambda place: rows[place][1]), 0.0


# Those of the web server: services/web/worker.py imports this before gunicorn forks.
shared = Buckets()
