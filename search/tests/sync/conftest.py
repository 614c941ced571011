"""Tests of the sync. Each has an empty archive, notes of its own and an index prefix of its own."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from search.index import client
from search.sync import lease, status
from search.sync.follow import checkpoints, dead_letters
from search.sync.rebuild import resync, runs
from search.sync.source import collection
from search.tests.sync.working import Working

NOTES = (checkpoints.TABLE, dead_letters.TABLE, lease.TABLE, runs.TABLE, status.TABLE)
_numbers = count(1)


def forget_all() -> None:
    """What Django's own flush does not know, and what a test may have written past the models."""
    for table in (*NOTES, "articles"):
        collection(table).delete_many({})


@pytest.fixture
def prefix(settings: Settings) -> Iterator[str]:
    name = f"test-{django_settings.DATABASES['default']['NAME'].lower()}-sync-{next(_numbers)}-"
    settings.SEARCH_INDEX_PREFIX = name
    remove_indices(name)
    yield name
    remove_indices(name)


def remove_indices(prefix: str) -> None:
    for name in client().indices.get(index=f"{prefix}*", expand_wildcards="all").body:
        client().indices.delete(index=name)


@pytest.fixture
def archive(transactional_db: None, prefix: str) -> Iterator[None]:
    """An empty archive without an index and without a worker."""
    forget_all()
    yield
    forget_all()


@pytest.fixture
def working(archive: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Working]:
    """Starts workers, each in a thread, and ends them after the test."""
    monkeypatch.setattr(resync, "RETIRE_DELAY", 0.1)  # no reader of a test is two seconds on the way
    with ExitStack() as stack:
        yield Working(stack)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resync, "RETIRE_DELAY", 0.0)
    monkeypatch.setattr(resync, "SCAN_ARTICLES", 2)
