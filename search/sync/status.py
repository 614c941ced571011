"""What the worker last said of itself, for the operator's pages."""

from typing import Any

from django.utils import timezone

from search.sync.source import collection

TABLE = "search_status"


def tell(**facts: Any) -> None:
    collection(TABLE).replace_one({"_id": "worker"}, {**facts, "told_at": timezone.now()}, upsert=True)


def last_told() -> dict[str, Any]:
    return collection(TABLE).find_one({"_id": "worker"}) or {}


def verified(checked: int, differences: int) -> None:
    row = {"checked": checked, "differences": differences, "at": timezone.now()}
    collection(TABLE).replace_one({"_id": "verify"}, row, upsert=True)


def last_verified() -> dict[str, Any]:
    return collection(TABLE).find_one({"_id": "verify"}) or {}
