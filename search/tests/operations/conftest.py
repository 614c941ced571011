"""The operator's pages on real servers, with a database and an index of their own."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from catalog.background.lease import Lease
from catalog.tests.database import quick_teardown
from search.documents import articles
from search.index import client, live_index
from search.sync import clock, lease, status
from search.sync.follow import checkpoints
from search.sync.follow.checkpoints import Target, target_of
from search.sync.follow.stream import Mark
from search.sync.source import ALIAS, mongo_client
from search.tests.browsers import browser_of
from search.tests.factories import delete_indices
from search.tests.operations.letters import EVERYTHING
from search.tests.unavailable import KINDS, elasticsearch_unavailable, mongodb_unavailable

PREFIX = f"test-{django_settings.DATABASES['default']['NAME'].lower()}-operations-"


@pytest.fixture(scope="module", autouse=True)
def fast_teardown() -> Iterator[None]:
    """Of a module, so that it begins before the fixtures that the mark django_db requests."""
    with quick_teardown():
        yield


@pytest.fixture(scope="session")
def no_old_indices() -> Iterator[None]:
    """Nothing from an earlier run, and nothing left behind."""
    delete_indices(PREFIX)
    yield
    delete_indices(PREFIX)


@pytest.fixture
def own_prefix(db_of_both: None, settings: Settings, no_old_indices: None) -> None:
    """An index prefix of our own; MongoDB is empty after every test."""
    settings.SEARCH_INDEX_PREFIX = PREFIX


@pytest.fixture
def no_index(own_prefix: None) -> None:
    """Both servers, and no index of ours."""
    delete_indices(PREFIX)


@pytest.fixture
def db_of_both(transactional_db: None, django_db_blocker: Any) -> Iterator[None]:
    """The sync code has a database alias of its own, which pytest-django blocks unless a test names it."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def own_index(no_index: None) -> Iterator[None]:
    """Have `live` create an index for this test alone, which may damage it."""
    yield
    delete_indices(PREFIX)


@pytest.fixture
def live(own_prefix: None) -> Target:
    """An empty live index that is up to date. Emptying one takes 10 ms, creating one a second."""
    index = live_index(client())
    if index is None:
        articles.create()
        index = live_index(client())
    else:
        client().indices.refresh(index=index)  # otherwise what was just deleted would be found, and conflict
        client().delete_by_query(index=index, query={"match_all": {}}, refresh=True)
    assert index is not None
    target = target_of(client(), index)
    assert target is not None
    checkpoints.save(target, Mark({"_data": "00"}, clock.now(mongo_client())))
    return target


@pytest.fixture(params=KINDS)
def no_elasticsearch(request: pytest.FixtureRequest, live: Target) -> Iterator[str]:
    with elasticsearch_unavailable(request.param):
        yield request.param


@pytest.fixture(params=KINDS)
def no_mongodb(request: pytest.FixtureRequest, live: Target) -> Iterator[str]:
    with mongodb_unavailable(request.param, ALIAS):
        yield request.param


@pytest.fixture
def admin(live: Target) -> Client:
    """A browser of who may do everything with dead letters."""
    return browser_of(*EVERYTHING)


@pytest.fixture
def worker(live: Target) -> None:
    """A worker that follows the live index and has just sent a heartbeat."""
    Lease(lease.WORKER).acquire()
    status.report(state="following", index=live.index)
