"""A lease lets one worker work while others stand by. It only saves work: two at once would be harmless."""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

from pymongo import ReturnDocument
from pymongo.errors import PyMongoError

from search.sync.source import collection

logger = logging.getLogger(__name__)

TABLE = "search_leases"
SECONDS = 4.0  # without a renewal it is anybody's after this long
RENEW = 1.0


def myself() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


@dataclass(slots=True)
class Lease:
    """A named lease. Time is MongoDB's own ($$NOW), so that no two machines' clocks are compared."""

    name: str
    owner: str = field(default_factory=myself)
    lost: threading.Event = field(default_factory=threading.Event)

    def acquire(self) -> bool:
        """Take or renew the lease; False while somebody else holds it."""
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
        return bool(row and row["owner"] == self.owner)

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
