"""The record of a re-sync in progress: enough to resume it after a kill, and to show it to the operator."""

from dataclasses import dataclass
from typing import Any

from bson import ObjectId, Timestamp

from search.sync.follow.checkpoints import Target
from search.sync.source import collection

TABLE = "search_resyncs"
KEPT_SECONDS = 3600  # an unfinished run can be resumed this long; then its index is removed


@dataclass(slots=True)
class Run:
    """A re-sync at version `moment` (T0); every article up to `last_id` is in the index."""

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

    @property
    def row(self) -> dict[str, Any]:
        return {
            **self.target.key,
            "moment": self.moment,
            "total": self.total,
            "scanned": self.scanned,
            "last_id": self.last_id,
            "phase": self.phase,
        }


def begin(run: Run) -> None:
    """Record a new run and delete those before it: their indices are gone."""
    collection(TABLE).delete_many({"_id": {"$ne": run.index}})
    write(run, upsert=True)


def save(run: Run) -> None:
    """Record a run's progress. A run that was deleted meanwhile stays deleted, whoever wakes up late."""
    write(run, upsert=False)


def write(run: Run, *, upsert: bool) -> None:
    fields = {name: {"$literal": value} for name, value in run.row.items()}
    collection(TABLE).update_one({"_id": run.index}, [{"$set": {**fields, "saved_at": "$$NOW"}}], upsert=upsert)


def unfinished() -> Run | None:
    row = collection(TABLE).find_one(sort=[("saved_at", -1)])
    if row is None:
        return None
    target = Target(row["index"], row["uuid"], row["replica_set"])
    return Run(target, row["moment"], row["total"], row["scanned"], row["last_id"], row["phase"])


def abandoned() -> list[str]:
    """Return the indices of runs that nobody has resumed for an hour."""
    since = {"$subtract": ["$$NOW", KEPT_SECONDS * 1000]}
    return [row["_id"] for row in collection(TABLE).find({"$expr": {"$lt": ["$saved_at", since]}}, {"_id": 1})]


def delete(index: str) -> None:
    collection(TABLE).delete_one({"_id": index})


def exists(index: str) -> bool:
    return collection(TABLE).find_one({"_id": index}, {"_id": 1}) is not None
