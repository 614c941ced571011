"""Accounts on the real MongoDB, with a clock that tests set."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client

from accounts.tests.people import PASSWORD, Clock
from catalog.tests.database import quick_teardown


@pytest.fixture
def quick_flush() -> Iterator[None]:
    with quick_teardown():
        yield


@pytest.fixture
def mongo(quick_flush: None, transactional_db: None) -> None:
    """A database without users."""


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def ann(mongo: None) -> User:
    return User.objects.create_superuser("ann", "ann@example.org", PASSWORD)


@pytest.fixture
def home(ann: User) -> Client:
    """A browser in which Ann is signed in with her password."""
    client = Client()
    client.post("/accounts/login/", {"username": "ann", "password": PASSWORD})
    return client
