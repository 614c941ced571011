"""What editors keep for search, in the real MongoDB: synonyms, and the journal of what was not found."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from pymongo.collection import Collection
from pytest_django import DjangoDbBlocker

from search import journal
from search.engines import synonym_cache
from search.engines.breaker import Breaker
from search.engines.synonym_cache import SynonymList
from search.tests.conftest import PATIENCE
from search.tests.recording import Commands, heard_commands

# MongoDB itself deletes what is older than 90 days, at any moment of a test.
DAY = datetime.now(UTC).date() - timedelta(days=10)

KEPT = ("search_synonyms", "search_empty_searches")
USERS = ("auth_user", "auth_user_groups", "auth_user_user_permissions", "django_admin_log")


def stored(table: str) -> Collection[dict[str, Any]]:
    connection: Any = connections["default"]
    found: Collection[dict[str, Any]] = connection.database[table]
    return found


def empty() -> None:
    for table in (*KEPT, *USERS):
        stored(table).delete_many({})


@pytest.fixture
def mongo(test_database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Nothing kept by editors, and no users. The permissions that the migrations made are there."""
    with django_db_blocker.unblock():
        empty()
        yield
        empty()


@pytest.fixture
def later() -> Callable[[float], None]:
    """Let some seconds pass for the list of synonyms and for the journal."""

    def pass_by(seconds: float) -> None:
        now[0] += seconds

    now = pass_by.now = [0.0]  # type: ignore[attr-defined]
    return pass_by


@pytest.fixture(autouse=True)
def own_synonyms(later: Any, monkeypatch: pytest.MonkeyPatch) -> SynonymList:
    """The list that the site has, patient with a busy machine, which a second makes older only when a test says so."""
    monkeypatch.setattr(synonym_cache, "READ_SECONDS", PATIENCE)
    monkeypatch.setattr(synonym_cache, "known", SynonymList(clock=lambda: later.now[0]))
    return synonym_cache.known


@pytest.fixture(autouse=True)
def own_journal(later: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "SECONDS", PATIENCE)
    monkeypatch.setattr(journal, "breaker", Breaker(limit=1, clock=lambda: later.now[0]))


@pytest.fixture
def commands(mongo: None) -> Iterator[Commands]:
    with heard_commands() as commands:
        yield commands


def page(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content, "utf-8")
