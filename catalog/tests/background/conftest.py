"""Tests of what workers use, which has a connection of its own to the same database (`sync`)."""

from collections.abc import Iterator

import pytest

from catalog.tests.database import empty_database, quick_teardown


@pytest.fixture(scope="module", autouse=True)
def fast_teardown() -> Iterator[None]:
    """Of a module, so that it begins before the fixtures that the mark django_db requests."""
    with quick_teardown():
        yield


@pytest.fixture
def mongo(transactional_db: None) -> None:
    """An empty database without leases."""
    empty_database()
