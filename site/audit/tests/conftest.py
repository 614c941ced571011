"""The trail on the real MongoDB."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client

from audit import trail
from catalog.tests.database import quick_teardown
from catalog.tests.factories import make_editor


@pytest.fixture
def quick_flush() -> Iterator[None]:
    with quick_teardown():
        yield


@pytest.fixture
def mongo(quick_flush: None, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database without users, and a trail that was not swept yet."""
    monkeypatch.setattr(trail, "sweeper", trail.Sweeper())


@pytest.fixture
def editor(mongo: None) -> User:
    return make_editor()


@pytest.fixture
def pages(editor: User) -> Client:
    """The browser of an editor."""
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def operator(mongo: None) -> Client:
    """The browser of a superuser."""
    client = Client()
    client.force_login(User.objects.create_superuser("operator"))
    return client
