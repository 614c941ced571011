"""The worker's heartbeat and the last verification, kept in MongoDB for the operator's pages."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from search.sync.source import collection

TABLE = "search_status"
FOLLOWING = "following"  # the worker's usual state; the others are the phases of a re-sync (rebuild/runs.py)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What the worker reported last. `owner`: who holds its lease, while it follows."""

    state: str
    index: str | None
    owner: str | None
    at: datetime

    @property
    def silent_seconds(self) -> float:
        return max(0.0, (timezone.now() - self.at).total_seconds())


@dataclass(frozen=True, slots=True)
class Verification:
    """The last comparison of both stores: how many articles and documents it compared, and how many differed."""

    checked: int
    differences: int
    at: datetime


def report(**fields: Any) -> None:
    """Replace the heartbeat: `state`, `index`, and whatever else helps someone who reads the collection."""
    collection(TABLE).replace_one({"_id": "worker"}, {**fields, "reported_at": timezone.now()}, upsert=True)


def last_heartbeat() -> Heartbeat | None:
    # A worker of an older version uses another field name; its heartbeat does not count.
    row = collection(TABLE).find_one({"_id": "worker", "reported_at": {"$exists": True}})
    return Heartbeat(row["state"], row.get("index"), row.get("owner"), in_utc(row["reported_at"])) if row else None


def report_verification(checked: int, differences: int) -> None:
    row = {"checked": checked, "differences": differences, "at": timezone.now()}
    collection(TABLE).replace_one({"_id": "verify"}, row, upsert=True)


def last_verification() -> Verification | None:
    row = collection(TABLE).find_one({"_id": "verify"})
    return Verification(row["checked"], row["differences"], in_utc(row["at"])) if row else None


def in_utc(moment: datetime) -> datetime:
    """The driver returns UTC without a time zone."""
    return moment.replace(tzinfo=UTC)
