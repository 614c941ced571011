"""Tests of the catalog run on the real MongoDB, in a database of their own."""

import pytest
from django.test import Client

from catalog.tests.factories import make_editor


@pytest.fixture
def mongo(transactional_db: None) -> None:
    """An empty archive without users, with the permissions that the migrations made.

    Nothing can be rolled back on this backend: pytest-django empties every collection after each test and
    makes the permissions anew, which takes 50 ms.
    """


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
