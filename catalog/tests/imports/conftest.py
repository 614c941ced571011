"""Tests of imports in the browser, on the real MongoDB. The worker's lease has a connection of its own (`sync`)."""

from collections.abc import Iterator

import pytest

from catalog.tests.database import empty_database, quick_teardown
from catalog.tests.imports.browsing import Browser, browser_of


@pytest.fixture(scope="module", autouse=True)
def fast_teardown() -> Iterator[None]:
    """Of a module, so that it begins before the fixtures that the mark django_db requests."""
    with quick_teardown():
        yield


@pytest.fixture
def mongo(transactional_db: None) -> None:
    """An empty archive without users, imports and leases."""
    empty_database()


@pytest.fixture
def anna(mongo: None) -> Browser:
    """The browser of an editor."""
    return browser_of("add_importjob", "view_importjob", "change_importjob", "add_article", "delete_article")
