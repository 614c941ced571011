"""What each program of the site may do on the servers, and no more (docs/decisions/0025)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Descriptor = dict[str, Any]
# What `GET /` says: which server it is, and of which version. `python -m services` asks it.
WHO_IS_THERE = "cluster:monitor/main"


# --- Elasticsearch: role descriptors, as its API takes them -----------------------------------------------------


def reader(prefix: str) -> Descriptor:
    """The web server: searches, pages through them, reads settings and counts. `prefix`: SEARCH_INDEX_PREFIX."""
    return {
        # /readyz looks at what blocks the index.
        "cluster": [WHO_IS_THERE, "cluster:monitor/state"],
        "indices": [{"names": own_indices(prefix), "privileges": ["read", "view_index_metadata"]}],
    }


def writer(prefix: str) -> Descriptor:
    """The sync worker: makes, fills, swaps and deletes the indices of the site, and compares them with MongoDB."""
    return {
        # A re-sync waits for the replicas of its new index.
        "cluster": [WHO_IS_THERE, "cluster:monitor/state", "cluster:monitor/health"],
        # `manage` is creating, deleting, aliases, settings and refreshing, of these names only.
        "indices": [{"names": own_indices(prefix), "privileges": ["read", "write", "manage"]}],
    }


def own_indices(prefix: str) -> list[str]:
    """The alias, and the indices behind it (search/index/alias.py)."""
    return [f"{prefix}articles", f"{prefix}articles-*"]


# --- MongoDB ----------------------------------------------------------------------------------------------------

# What the worker writes besides the index: its lease, its progress, and categories that it meets.
WORKERS_COLLECTIONS = (
    "leases",
    "search_checkpoints",
    "search_resyncs",
    "search_status",
    "search_dead_letters",
    "categories",
)
# The id of the replica set, by which a place in its history is known, and how far back that history goes.
WATCH: tuple[Descriptor, ...] = (
    {"resource": {"cluster": True}, "actions": ["replSetGetConfig"]},
    {"resource": {"db": "local", "collection": "oplog.rs"}, "actions": ["find"]},
)


def site_role(database: str) -> Descriptor:
    """The web server and the import worker: everything in the database of the site, nothing in another."""
    return {"privileges": list(WATCH), "roles": [{"role": "readWrite", "db": database}]}


def sync_role(database: str) -> Descriptor:
    """The sync worker: reads the database and follows its changes; writes what is its own."""
    writes = [
        {"resource": {"db": database, "collection": name}, "actions": ["insert", "update", "remove"]}
        for name in WORKERS_COLLECTIONS
    ]
    return {"privileges": [*WATCH, *writes], "roles": [{"role": "read", "db": database}]}


# --- Who has which ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Program:
    """A program's role on each server; none where it has no business."""

    mongodb: Descriptor
    elasticsearch: Descriptor | None


def programs(database: str, prefix: str) -> Mapping[str, Program]:
    """The programs that have credentials of their own, by name."""
    return {
        "web": Program(site_role(database), reader(prefix)),
        "sync": Program(sync_role(database), writer(prefix)),
        "imports": Program(site_role(database), None),
    }
