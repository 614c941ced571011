"""Which collections belong to a backup, with their options and indexes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from pymongo.database import Database

# Where a restore puts what it has not checked yet. Never a part of a backup.
STAGING = "restoring."

MongoDatabase = Database[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Stored:
    """A collection as it is in the database. `metadata` has the form that mongodump writes."""

    name: str
    metadata: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """The collections of a backup, and those of its database that a backup cannot hold."""

    stored: tuple[Stored, ...]
    impossible: tuple[str, ...] = ()


def belongs(name: str) -> bool:
    return not name.startswith(("system.", STAGING)) and name not in settings.BACKUP_LEAVES_OUT


def listing(database: MongoDatabase) -> Listing:
    """Return what there is now. Each collection has its uuid, so two listings differ if one was made anew."""
    stored, impossible = [], []
    for row in sorted(database.list_collections(), key=lambda each: str(each["name"])):
        if not belongs(row["name"]):
            continue
        # MongoDB reads neither views nor capped collections as they were at one moment.
        if row["type"] != "collection" or row.get("options", {}).get("capped"):
            impossible.append(row["name"])
            continue
        metadata = {
            "options": row.get("options", {}),
            "indexes": [dict(index) for index in database[row["name"]].list_indexes()],
            "uuid": row["info"]["uuid"].hex(),
            "collectionName": row["name"],
            "type": "collection",
        }
        stored.append(Stored(row["name"], metadata))
    return Listing(tuple(stored), tuple(impossible))


def documents_beyond_migrations(database: MongoDatabase) -> list[str]:
    """Return the collections that hold something which `migrate` has not put there."""
    names = [each.name for each in listing(database).stored if each.name not in settings.BACKUP_FILLED_BY_MIGRATIONS]
    return [name for name in names if database[name].find_one({}, {"_id": 1}) is not None]
