"""A lease lets one worker work while others stand by. It only saves work: two at once must be harmless.

Ours, because MongoDB is the only store that all workers share, and it has no locks for its clients.
"""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import uuid4

import psutil
from django.db import connections
from pymongo import ReturnDocument
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError, PyMongoError

from catalog.outages import short_reason

logger = logging.getLogger(__name__)

TABLE = "leases"
ALIAS = "sync"  # of the database: a client that waits for an unavailable server, and reads with majority concern
SECONDS = 4.0  # without a renewal; then anybody may take it
RENEW_SECONDS = 1.0
UNSURE_SECONDS = 3 * SECONDS  # without a renewal; then the owner itself takes it for lost


def table() -> Collection[dict[str, Any]]:
    connection: Any = connections[ALIAS]
    connection.ensure_connection()
    found: Collection[dict[str, Any]] = connection.database[TABLE]
    return found


def new_owner() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


def is_dead(owner: str) -> bool:
    """Return whether the owner is a process of this machine that has ended; False for other machines."""
    host, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        return psutil.Process(int(pid)).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False


def holders() -> dict[str, str]:
    """Return the owner of each lease that is held now, by the lease's name."""
    rows = table().find({"$expr": {"$gt": ["$until", "$$NOW"]}})
    return {row["_id"]: row["owner"] for row in rows}


@dataclass(slots=True)
class Lease:
    """A named lease. Time is MongoDB's own ($$NOW), so that no two machines' clocks are compared."""

    name: str
    owner: str = field(default_factory=new_owner)
    lost: threading.Event = field(default_factory=threading.Event)
    _renewed: float = field(default_factory=monotonic)

    @property
    def is_over(self) -> bool:
        """Whether another owner has it or may have it by now, without asking: also right after a long sleep."""
        return self.lost.is_set() or monotonic() - self._renewed > UNSURE_SECONDS

    def acquire(self) -> bool:
        """Take or renew the lease; return False while another owner holds it."""
        asked = monotonic()
        try:
            holder = self._ask()
            if is_dead(holder):
                # Its successor need not wait until the lease expires: readers would see old articles meanwhile.
                table().delete_one({"_id": self.name, "owner": holder})
                holder = self._ask()
        except DuplicateKeyError:  # two asked at the same moment for a lease that did not exist
            return False
        is_ours = holder == self.owner
        if is_ours:
            self._renewed = asked
        return is_ours

    def _ask(self) -> str:
        """Take the lease if it is free or ours; return its owner."""
        free = {"$or": [{"$eq": ["$owner", self.owner]}, {"$lt": ["$until", "$$NOW"]}]}
        until = {"$add": ["$$NOW", int(SECONDS * 1000)]}
        row = table().find_one_and_update(
            {"_id": self.name},
            [
                {
                    "$set": {
                        "owner": {"$cond": [free, self.owner, "$owner"]},
                        "until": {"$cond": [free, until, "$until"]},
                    }
                }
            ],
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return str(row["owner"]) if row else ""

    def release(self) -> None:
        table().delete_one({"_id": self.name, "owner": self.owner})

    def keep(self, done: threading.Event) -> None:
        """Renew until done; set `lost` when another owner took it, because this process was suspended."""
        while not done.wait(RENEW_SECONDS):
            try:
                if not self.acquire():
                    self.lost.set()
                    return
            except PyMongoError as error:
                logger.warning("The lease %s could not be renewed: %s", self.name, short_reason(error))


@dataclass(frozen=True, slots=True)
class StopOrLeaseLost:
    """A Stop that is also set once a lease that the work depends on is lost."""

    asked: threading.Event
    leases: tuple[Lease, ...]

    def is_set(self) -> bool:
        return self.asked.is_set() or any(lease.is_over for lease in self.leases)

    def wait(self, timeout: float | None = None) -> bool:
        return self.asked.wait(timeout) or self.is_set()


@contextmanager
def held(lease: Lease) -> Iterator[Lease]:
    """Renew an acquired lease while the block runs, and release it at the end."""
    done = threading.Event()
    keeper = threading.Thread(target=lease.keep, args=[done], name=f"lease-{lease.name}", daemon=True)
    keeper.start()
    try:
        yield lease
    finally:
        done.set()
        keeper.join(timeout=5)
        try:
            lease.release()
        except PyMongoError as error:
            logger.warning("The lease %s was not released and expires by itself: %s", lease.name, short_reason(error))
