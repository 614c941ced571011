"""Tests of the catalog run on the real MongoDB, in a database of their own."""

from collections.abc import Iterator

import pytest
from django.test import Client

from catalog.tests.database import quick_teardown
from catalog.tests.factories import make_editor


@pytest.fixture
def quick_flush() -> Iterator[None]:
    with quick_teardown():
        yield


@pytest.fixture
def mongo(quick_flush: None, transactional_db: None) -> None:
    """An empty archive without users, with the permissions that the migrations made."""


@pytest.fixture
def editor(mongo: None) -> Client:
    """A client in which an editor is signed in."""
    client = Client()
    client.force_login(make_editor())
    return client


@pytest.fixture
def reader(mongo: None) -> Client:
    """A client in which nobody is signed in."""
    return Client()
