"""Tests of the catalog run on the real MongoDB, in a database of their own."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client, TransactionTestCase

from catalog.tests.factories import make_editor

MADE_BY_MIGRATIONS = {"django_migrations", "django_content_type", "auth_permission"}


def _empty(_test_case: TransactionTestCase) -> None:
    real: Any = connections["default"]
    database = real.database
    for name in set(database.list_collection_names()) - MADE_BY_MIGRATIONS:
        if database[name].find_one({}, {"_id": True}):  # even a delete of nothing waits for the disk
            database[name].delete_many({})


@pytest.fixture
def _quick_teardown() -> Iterator[None]:
    """Empty what tests write, and no more.

    Nothing can be rolled back on this backend, so Django flushes after each test and makes every content type and
    permission again: nine tenths of a test's time (50 ms on an idle machine), for what no test here touches.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty)
        yield


@pytest.fixture
def mongo(_quick_teardown: None, transactional_db: None) -> None:
    """An empty archive without users, with the permissions that the migrations made."""


@pytest.fixture
def editor(mongo: None) -> Client:
    """A browser in which an editor is signed in."""
    client = Client()
    client.force_login(make_editor())
    return client


@pytest.fixture
def reader(mongo: None) -> Client:
    """A browser in which nobody is signed in."""
    return Client()
