"""Reads all collections as they were at one moment, by MongoDB's snapshot reads.

The first read chooses the moment, and each later one of the session sees the same. MongoDB keeps a moment for
minSnapshotHistoryWindowInSeconds, 300 by default, and then refuses to read on.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bson import Timestamp
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.errors import OperationFailure

from backup.errors import BackupError
from backup.stored import MongoDatabase

BATCH_DOCUMENTS = 1000  # MongoDB would send 16 MB at once, which the driver holds five times
WINDOW = "minSnapshotHistoryWindowInSeconds"
LENGTH = struct.Struct("<i")


@dataclass(frozen=True, slots=True)
class Moment:
    database: MongoDatabase
    session: ClientSession

    @property
    def time(self) -> Timestamp | None:
        """Return the moment, once something was read."""
        return self.session._snapshot_time  # noqa: SLF001  # the driver shows it nowhere else

    def migrations(self) -> list[str]:
        rows = self.database["django_migrations"].find({}, {"app": 1, "name": 1}, session=self.session)
        return sorted(f"{row['app']}.{row['name']}" for row in rows)

    def batches(self, name: str) -> Iterator[bytes]:
        """Yield the documents as they are stored, never decoded, by `_id`: equal contents are equal bytes."""
        yield from self.database[name].find_raw_batches(
            sort=[("_id", 1)], batch_size=BATCH_DOCUMENTS, allow_disk_use=True, session=self.session
        )


@contextmanager
def one_moment(database: MongoDatabase) -> Iterator[Moment]:
    with database.client.start_session(snapshot=True) as session:
        yield Moment(database, session)


def count(batch: bytes) -> int:
    """Return how many documents a batch holds; each begins with its length."""
    documents = offset = 0
    while offset < len(batch):
        offset += LENGTH.unpack_from(batch, offset)[0]
        documents += 1
    return documents


@contextmanager
def longer_history(client: MongoClient[dict[str, Any]], seconds: int | None) -> Iterator[None]:
    """Have MongoDB keep a moment for so long, and set it back afterwards. Needs an account that may set parameters."""
    if seconds is None:
        yield
        return
    try:
        before = client.admin.command({"getParameter": 1, WINDOW: 1})[WINDOW]
        client.admin.command({"setParameter": 1, WINDOW: max(seconds, before)})
    except OperationFailure as error:
        raise BackupError(
            f"This account may not set {WINDOW}: {error.details and error.details.get('codeName')}."
        ) from error
    try:
        yield
    finally:
        client.admin.command({"setParameter": 1, WINDOW: before})
