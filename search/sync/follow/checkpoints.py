"""Checkpoints: how far each index has followed MongoDB, with the resume token of the change stream.

A checkpoint is stored under the index's name and uuid and the replica set's id. An index that was recreated, or another
replica set, therefore has none and gets a re-sync, never a silent gap.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bson import Timestamp
from django.utils import timezone
from elasticsearch import Elasticsearch

from search.sync.follow.stream import Mark
from search.sync.source import collection, replica_set_id

TABLE = "search_checkpoints"


@dataclass(frozen=True, slots=True)
class Target:
    """One concrete index of one Elasticsearch, fed from one replica set."""

    index: str
    uuid: str
    replica_set: str

    @property
    def key(self) -> dict[str, str]:
        return {"index": self.index, "uuid": self.uuid, "replica_set": self.replica_set}


def target_of(elastic: Elasticsearch, index: str) -> Target | None:
    """Return the target for an index; None when there is no index of that name."""
    answer = elastic.options(ignore_status=404).indices.get_settings(index=index, flat_settings=True)
    found: Mapping[str, Any] = answer.body.get(index, {})
    if not found:
        return None
    return Target(index, found["settings"]["index.uuid"], replica_set_id())


def load(target: Target) -> Mark | None:
    row = collection(TABLE).find_one({"_id": target.key})
    return Mark(row["token"], row["moment"]) if row and row.get("token") else None


def save(target: Target, mark: Mark) -> None:
    """Move the checkpoint forward. It never moves back, whichever of two workers saves last."""
    collection(TABLE).update_one(
        {"_id": target.key},
        [
            {
                "$set": {
                    field: {"$cond": [{"$gt": ["$moment", mark.moment]}, f"${field}", {"$literal": value}]}
                    for field, value in (("token", dict(mark.token)), ("saved_at", timezone.now()))
                }
            },
            {"$set": {"moment": {"$max": ["$moment", mark.moment]}}},
        ],
        upsert=True,
    )


def moment_of(target: Target) -> Timestamp | None:
    row = collection(TABLE).find_one({"_id": target.key}, {"moment": 1})
    return row["moment"] if row else None


def moments() -> dict[tuple[str, str], Timestamp]:
    """Return how far each index has followed this replica set, by its name and uuid."""
    rows = collection(TABLE).find({"_id.replica_set": replica_set_id()}, {"moment": 1})
    return {(row["_id"]["index"], row["_id"]["uuid"]): row["moment"] for row in rows}


def delete(index: str) -> None:
    collection(TABLE).delete_many({"_id.index": index})
