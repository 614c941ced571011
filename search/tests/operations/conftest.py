"""The operator's pages on real servers, with a database and an index of their own, and with servers that are away."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.db import connections
from elasticsearch import Elasticsearch
from elasticsearch.dsl import connections as elastic_connections
from pymongo import MongoClient
from pymongo.uri_parser import parse_uri
from pytest_django import Settings

from search.documents import articles
from search.index import client, live_index
from search.sync import clock, lease, status
from search.sync.follow import checkpoints
from search.sync.follow.checkpoints import Target, target_of
from search.sync.follow.stream import Mark
from search.sync.rebuild import runs
from search.sync.source import ALIAS, collection, mongo_client
from search.tests.factories import delete_indices
from search.tests.operations.proxies import freezing, refusing, silent

PREFIX = f"test-{django_settings.DATABASES['default']['NAME'].lower()}-operator-"
KINDS = ["refuses", "is silent", "freezes"]
BOTH_AWAY = [*zip(KINDS, KINDS, strict=True), ("refuses", "is silent")]  # MongoDB, Elasticsearch


@pytest.fixture(scope="session")
def no_old_indices() -> Iterator[None]:
    """Nothing from an earlier run, and nothing left behind."""
    delete_indices(PREFIX)
    yield
    delete_indices(PREFIX)


@pytest.fixture
def notes(db_of_both: None, settings: Settings, no_old_indices: None) -> None:
    """MongoDB empty of all that is ours: articles, letters and what the worker notes."""
    settings.SEARCH_INDEX_PREFIX = PREFIX
    for table in (status.TABLE, checkpoints.TABLE, runs.TABLE, lease.TABLE):
        collection(table).delete_many({})


@pytest.fixture
def no_index(notes: None) -> None:
    """Both stores, and no index of ours."""
    delete_indices(PREFIX)


@pytest.fixture
def db_of_both(transactional_db: None, django_db_blocker: Any) -> Iterator[None]:
    """The sync code has a database alias of its own, which pytest-django shuts unless a test names it."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def own_index(no_index: None) -> Iterator[None]:
    """Have `live` make an index for this test alone, which may spoil it."""
    yield
    delete_indices(PREFIX)


@pytest.fixture
def live(notes: None) -> Target:
    """An empty live index that is true as of now. Emptying one takes 10 ms, making one a second."""
    index = live_index(client())
    if index is None:
        articles.create()
        index = live_index(client())
    else:
        client().indices.refresh(index=index)  # or what was just deleted would be found, and be a conflict
        client().delete_by_query(index=index, query={"match_all": {}}, refresh=True)
    assert index is not None
    target = target_of(client(), index)
    assert target is not None
    checkpoints.save(target, Mark({"_data": "00"}, clock.now(mongo_client())))
    return target


@pytest.fixture(params=KINDS)
def no_elasticsearch(request: pytest.FixtureRequest, live: Target) -> Iterator[str]:
    with elasticsearch_away(request.param):
        yield request.param


@pytest.fixture(params=KINDS)
def no_mongodb(request: pytest.FixtureRequest, live: Target) -> Iterator[str]:
    with mongodb_away(request.param):
        yield request.param


@contextmanager
def elasticsearch_away(kind: str) -> Iterator[None]:
    """Have the page's client ask a server that is away. One that freezes has answered it before."""
    real = elastic_connections.get_connection("page")
    url = urlsplit(str(django_settings.ELASTICSEARCH_URL))
    with ExitStack() as stack:
        if kind == "freezes":
            proxy = stack.enter_context(freezing(url.hostname or "", url.port or 0))
            away = Elasticsearch(f"http://127.0.0.1:{proxy.port}", request_timeout=1, max_retries=0)
            away.info()
            proxy.frozen.set()
        else:
            port = stack.enter_context(refusing() if kind == "refuses" else silent())
            away = Elasticsearch(f"http://127.0.0.1:{port}", request_timeout=1, max_retries=0)
        stack.callback(away.close)
        elastic_connections.add_connection("page", away)
        stack.callback(elastic_connections.add_connection, "page", real)
        yield


@contextmanager
def mongodb_away(kind: str, alias: str = ALIAS) -> Iterator[None]:
    """Have an alias's client ask a server that is away, with no deadline but the one that is tested."""
    connection: Any = connections[alias]
    connection.ensure_connection()
    real = connection.connection, connection.database
    options: dict[str, Any] = {
        "directConnection": True,
        "serverSelectionTimeoutMS": 5000,
        "socketTimeoutMS": 30_000,
        "appname": "operator tests",
    }
    with ExitStack() as stack:
        if kind == "freezes":
            host, port = parse_uri(str(django_settings.MONGODB_URI))["nodelist"][0]
            proxy = stack.enter_context(freezing(host, port))
            away: MongoClient[Any] = MongoClient(f"mongodb://127.0.0.1:{proxy.port}/", **options)
            away.admin.command("ping")
            proxy.frozen.set()
        else:
            port = stack.enter_context(refusing() if kind == "refuses" else silent())
            away = MongoClient(f"mongodb://127.0.0.1:{port}/", **options)
        stack.callback(away.close)
        connection.connection, connection.database = away, away[connection.settings_dict["NAME"]]
        try:
            yield
        finally:
            connection.connection, connection.database = real
