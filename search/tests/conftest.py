"""Tests of search. Those that need the servers have an index and a database of their own names."""

from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from search import engine
from search.breaker import Breaker
from search.documents import articles
from search.index import alias_name, client, live_index

# Whoever tests at the same time on the same servers has a database of another name.
PREFIX = f"test-{django_settings.DATABASES['default']['NAME'].lower()}-page-"


@pytest.fixture(autouse=True)
def breaker(monkeypatch: pytest.MonkeyPatch) -> Breaker:
    """A breaker of the test's own: what one test breaks is whole again in the next."""
    fresh = Breaker()
    monkeypatch.setattr(engine, "breaker", fresh)
    return fresh


def delete_our_indices() -> None:
    for name in client().indices.get(index=f"{PREFIX}*").body:
        client().indices.delete(index=name)


@pytest.fixture(scope="session")
def no_old_indices() -> Iterator[None]:
    """Nothing from an earlier run, whose mapping may be another, and nothing left behind."""
    delete_our_indices()
    yield
    delete_our_indices()


@pytest.fixture
def prefix(settings: Settings, no_old_indices: None) -> str:
    settings.SEARCH_INDEX_PREFIX = PREFIX
    return PREFIX


@pytest.fixture
def index(prefix: str) -> Iterator[None]:
    """An empty live index. Emptying one takes 10 ms, making one ten times as long."""
    if live_index(client()) is None:
        articles.create()
    yield
    client().delete_by_query(index=alias_name(), query={"match_all": {}}, refresh=True, ignore_unavailable=True)


@pytest.fixture
def no_index(prefix: str) -> None:
    """A server without any index of ours."""
    delete_our_indices()


@pytest.fixture
def archive(transactional_db: None) -> None:
    """An empty collection of articles in MongoDB; pytest-django empties it again."""


@pytest.fixture
def reader() -> Client:
    return Client()
