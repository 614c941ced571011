"""A lease lets one worker work while others stand by. It only saves work: two at once would be harmless."""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from uuid import uuid4

import psutil
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError, PyMongoError

from search.sync.source import collection

logger = logging.getLogger(__name__)

TABLE = "search_leases"
WORKER, RESYNC = "sync_search", "resync_search"
SECONDS = 4.0  # without a renewal it is anybody's after this long
RENEW = 1.0
UNSURE_AFTER = 3 * SECONDS  # whoever slept this long must ask before going on


def myself() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


def is_gone(owner: str) -> bool:
    """Say whether the owner was a process of this machine that runs no more; of another machine's nothing is known."""
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
    rows = collection(TABLE).find({"$expr": {"$gt": ["$until", "$$NOW"]}})
    return {row["_id"]: row["owner"] for row in rows}


@dataclass(slots=True)
class Lease:
    """A named lease. Time is MongoDB's own ($$NOW), so that no two machines' clocks are compared."""

    name: str
    owner: str = field(default_factory=myself)
    lost: threading.Event = field(default_factory=threading.Event)
    _renewed: float = field(default_factory=monotonic)

    @property
    def over(self) -> bool:
        """Whether somebody else has it, or may have it by now; known without asking, right after a long sleep."""
        return self.lost.is_set() or monotonic() - self._renewed > UNSURE_AFTER

    def acquire(self) -> bool:
        """Take or renew the lease; False while somebody else holds it."""
        asked = monotonic()
        try:
            holder = self._ask()
            if is_gone(holder):
                # A killed worker's successor need not wait until the lease runs out: readers would see old articles.
                collection(TABLE).delete_one({"_id": self.name, "owner": holder})
                holder = self._ask()
        except DuplicateKeyError:  # two came at the same moment for a lease that nobody had had before
            return False
        mine = holder == self.owner
        if mine:
            self._renewed = asked
        return mine

    def _ask(self) -> str:
        """Take the lease if it is free or ours; return who has it now."""
        free = {"$or": [{"$eq": ["$owner", self.owner]}, {"$lt": ["$until", "$$NOW"]}]}
        until = {"$add": ["$$NOW", int(SECONDS * 1000)]}
        row = collection(TABLE).find_one_and_update(
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
        collection(TABLE).delete_one({"_id": self.name, "owner": self.owner})

    def keep(self, done: threading.Event) -> None:
        """Renew until done; set `lost` when somebody else took it (this process had been asleep)."""
        while not done.wait(RENEW):
            try:
                if not self.acquire():
                    self.lost.set()
                    return
            except PyMongoError as error:
                logger.warning("The lease %s could not be renewed: %s", self.name, error)


@dataclass(frozen=True, slots=True)
class Held:
    """Tells work to end when it was asked to, or when a lease that it stands on is over."""

    asked: threading.Event
    leases: tuple[Lease, ...]

    def is_set(self) -> bool:
        return self.asked.is_set() or any(lease.over for lease in self.leases)

    def wait(self, timeout: float | None = None) -> bool:
        return self.asked.wait(timeout) or self.is_set()


@contextmanager
def held(lease: Lease) -> Iterator[Lease]:
    """Keep an acquired lease renewed while the block runs, and give it back at its end."""
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
            logger.warning("The lease %s runs out by itself: %s", lease.name, error)
