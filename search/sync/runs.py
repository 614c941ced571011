"""The notes of a re-sync in progress: enough to go on after a kill, and for the operator to watch."""

from dataclasses import dataclass
from typing import Any

from bson import ObjectId, Timestamp
from django.utils import timezone

from search.sync.checkpoints import Target
from search.sync.source import collection

TABLE = "search_resyncs"


@dataclass(slots=True)
class Run:
    """A re-sync at version `moment` (T0); every article up to `last_id` has been taken by the index."""

    target: Target
    moment: Timestamp
    total: int = 0
    scanned: int = 0
    last_id: ObjectId | None = None
    phase: str = "scanning"

    @property
    def index(self) -> str:
        return self.target.index

    def passed(self, last_id: ObjectId, count: int) -> None:
        self.last_id = last_id
        self.scanned += count


def save(run: Run) -> None:
    row: dict[str, Any] = {
        **run.target.key,
        "moment": run.moment,
        "total": run.total,
        "scanned": run.scanned,
        "last_id": run.last_id,
        "phase": run.phase,
        "saved_at": timezone.now(),
    }
    collection(TABLE).replace_one({"_id": run.index}, row, upsert=True)


def unfinished() -> Run | None:
    row = collection(TABLE).find_one(sort=[("saved_at", -1)])
    if row is None:
        return None
    target = Target(row["index"], row["uuid"], row["replica_set"])
    return Run(target, row["moment"], row["total"], row["scanned"], row["last_id"], row["phase"])


def forget(index: str) -> None:
    collection(TABLE).delete_one({"_id": index})


def exists(index: str) -> bool:
    return collection(TABLE).find_one({"_id": index}, {"_id": 1}) is not None
