"""Tests of the sync. Each has an empty archive and an index prefix of its own."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from catalog.tests.database import empty_database, quick_teardown
from search.index import client
from search.sync import worker
from search.sync.follow import follower, stream
from search.sync.rebuild import resync
from search.tests.sync.working import Working

numbers = count(1)


@pytest.fixture(scope="module", autouse=True)
def fast_teardown() -> Iterator[None]:
    """Of a module, so that it begins before the fixtures that the mark django_db requests."""
    with quick_teardown():
        yield


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the worker look more often than in production; no test is about these intervals."""
    monkeypatch.setattr(stream, "AWAIT_MS", 20)
    monkeypatch.setattr(follower, "SAVE_SECONDS", 0.05)
    monkeypatch.setattr(worker, "CHECK_SECONDS", 0.1)
    monkeypatch.setattr(worker, "CLEANUP_SECONDS", 0.2)


@pytest.fixture
def prefix(settings: Settings) -> Iterator[str]:
    name = f"test-{django_settings.DATABASES['default']['NAME'].lower()}-sync-{next(numbers)}-"
    settings.SEARCH_INDEX_PREFIX = name
    remove_indices(name)
    yield name
    remove_indices(name)


def remove_indices(prefix: str) -> None:
    if names := list(client().indices.get(index=f"{prefix}*", expand_wildcards="all").body):
        client().indices.delete(index=",".join(names))


@pytest.fixture
def archive(transactional_db: None, prefix: str) -> None:
    """An empty archive without an index and without a worker."""
    empty_database()


@pytest.fixture
def working(archive: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Working]:
    """Starts workers, each in a thread, and stops them after the test."""
    monkeypatch.setattr(resync, "RETIRE_DELAY", 0.1)  # no search of a test takes two seconds
    with ExitStack() as stack:
        yield Working(stack)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resync, "RETIRE_DELAY", 0.0)
    monkeypatch.setattr(resync, "SCAN_ARTICLES", 2)
