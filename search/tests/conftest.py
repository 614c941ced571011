"""Fixtures for the tests of search. Those that need the servers have an index and a database of their own."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test import Client
from django.utils.text import slugify
from elasticsearch.dsl import connections as elastic_connections
from pymongo.collection import Collection
from pytest_django import DjangoDbBlocker, Settings

from catalog.categories import category_key
from catalog.models import Article
from config import buckets
from config.buckets import Buckets
from search.documents import articles
from search.editorial import zero_result_log
from search.engines import elasticsearch, known_values, mongodb, synonym_cache
from search.engines.known_values import CategoryList, KnownValues
from search.engines.limits.breaker import Breaker
from search.engines.picks import cache as pick_cache
from search.engines.picks.cache import KnownPick, PickList
from search.engines.synonym_cache import SynonymList
from search.engines.vocabulary import KnownCategory
from search.index import alias_name, client, live_index
from search.tests.factories import Choose, delete_indices

# Test runs that share the servers have databases, and so prefixes, of different names.
PREFIX = f"test-{django_settings.DATABASES['default']['NAME'].lower()}-page-"
PATIENCE = 30.0  # seconds


@pytest.fixture(autouse=True)
def breaker(monkeypatch: pytest.MonkeyPatch) -> Breaker:
    """A new breaker for each test."""
    fresh = Breaker()
    monkeypatch.setattr(elasticsearch, "breaker", fresh)
    return fresh


@pytest.fixture(autouse=True)
def own_synonyms(monkeypatch: pytest.MonkeyPatch) -> None:
    """No synonyms, and none read from MongoDB. Tests of the synonyms override this fixture."""
    monkeypatch.setattr(synonym_cache, "known", SynonymList(read=tuple))


@pytest.fixture(autouse=True)
def own_picks(monkeypatch: pytest.MonkeyPatch) -> None:
    """No editors' picks, and none read from MongoDB. Tests of the picks override this fixture."""
    monkeypatch.setattr(pick_cache, "known", PickList(read=tuple))


@pytest.fixture
def pick(own_picks: None, monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Return a function that makes articles the only editors' pick of the site, for a query."""

    def choose(query: str, *articles: Article, sentence: str = "Read this first.") -> None:
        rows = (KnownPick(query, tuple(str(article.pk) for article in articles), sentence),)
        monkeypatch.setattr(pick_cache, "known", PickList(read=lambda: rows))

    return choose


@pytest.fixture(autouse=True)
def own_known_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """No category is known by name, and none is read from MongoDB; each test counts the archive anew."""
    monkeypatch.setattr(known_values, "known", KnownValues(CategoryList(read=tuple)))


@pytest.fixture
def categories(own_known_values: None, monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Return a function that sets the categories that are known by name, in their order."""

    def choose(*names: str) -> None:
        rows = tuple(KnownCategory(name, category_key(name), slugify(name, allow_unicode=True)) for name in names)
        monkeypatch.setattr(known_values, "known", KnownValues(CategoryList(read=lambda: rows)))

    return choose


@pytest.fixture
def synonyms(own_synonyms: None, monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Return a function that sets the site's synonym groups."""

    def choose(*groups: str) -> None:
        monkeypatch.setattr(synonym_cache, "known", SynonymList(read=lambda: groups))

    return choose


@pytest.fixture(autouse=True)
def own_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    """No client has asked anything before the test."""
    monkeypatch.setattr(buckets, "shared", Buckets(rows=64))


@pytest.fixture(autouse=True)
def own_zero_result_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Record no searches without results. Tests of the log override this fixture."""
    monkeypatch.setattr(zero_result_log, "count", lambda _text, _day: None)


@pytest.fixture(scope="session")
def no_old_indices() -> Iterator[None]:
    """Delete the indices of earlier runs, whose mapping may differ, and those of this run afterwards."""
    delete_indices(PREFIX)
    yield
    delete_indices(PREFIX)


@pytest.fixture
def prefix(settings: Settings, no_old_indices: None) -> Iterator[None]:
    """An index prefix for tests, and a longer timeout than the page's second, for a busy machine."""
    settings.SEARCH_INDEX_PREFIX = PREFIX
    real = client("page")
    elastic_connections.add_connection("page", real.options(request_timeout=PATIENCE))
    yield
    elastic_connections.add_connection("page", real)


@pytest.fixture
def index(prefix: None) -> Iterator[None]:
    """An empty live index. Emptying one takes 10 ms, creating one ten times as long."""
    if live_index(client()) is None:
        articles.create()
    yield
    client().delete_by_query(index=alias_name(), query={"match_all": {}}, refresh=True, ignore_unavailable=True)


@pytest.fixture
def no_index(prefix: None) -> None:
    """A server without any index of the tests."""
    delete_indices(PREFIX)


@pytest.fixture(scope="session")
def test_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database, whichever tests were selected.

    pytest-django creates it only for tests with its mark, which those with our faster fixtures lack. Without it, they
    would empty the database of MONGODB_URI.
    """
    connection: Any = connections["default"]
    if not connection.settings_dict["NAME"].startswith("test_"):
        with django_db_blocker.unblock():
            connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=True)
            connections["sync"].creation.set_as_test_mirror(connection.settings_dict)


@pytest.fixture
def archive(test_database: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty collection of articles in MongoDB, and a generous timeout to search it.

    pytest-django's own fixture empties every collection and creates the permissions again, which takes twenty times as
    long.
    """
    monkeypatch.setattr(mongodb, "SECONDS", PATIENCE)
    with django_db_blocker.unblock():
        stored: Collection[dict[str, Any]] = connections["default"].database["articles"]  # type: ignore[attr-defined]
        stored.delete_many({})
        yield
        stored.delete_many({})


@pytest.fixture
def reader() -> Client:
    return Client()
