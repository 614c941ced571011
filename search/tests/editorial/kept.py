"""The collections of what editors keep for search, in the real MongoDB."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connections
from pymongo.collection import Collection
from pytest_django import DjangoDbBlocker

# MongoDB itself deletes what is older than 90 days, at any moment of a test.
DAY = datetime.now(UTC).date() - timedelta(days=10)
PATIENCE = 30.0  # seconds that a test gives a busy machine

KEPT = ("search_synonyms", "search_expectations", "search_picks", "search_empty_searches")
USERS = ("auth_user", "auth_user_groups", "auth_user_user_permissions", "django_admin_log")


def stored(table: str) -> Collection[dict[str, Any]]:
    connection: Any = connections["default"]
    found: Collection[dict[str, Any]] = connection.database[table]
    return found


@contextmanager
def nothing_kept(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Open the database with nothing that editors keep and no users, and leave it so.

    The permissions that the migrations made stay: making them anew takes most of a test's time.
    """
    with blocker.unblock():
        empty()
        yield
        empty()


def empty() -> None:
    for table in (*KEPT, *USERS):
        stored(table).delete_many({})


def page(response: Any) -> str:
    """Return the page as text."""
    assert response.status_code == 200
    return str(response.content, "utf-8")
