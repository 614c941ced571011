"""What a process knows of the categories: at most a second old, and never a reason for a search to wait or fail."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from catalog.categories import register
from catalog.models import Category, collection_of
from search.engines import known_values
from search.engines.known_values import COUNT_SECONDS, CategoryList, KnownValues
from search.tests.recording import heard_commands
from search.tests.unavailable import KINDS, mongodb_unavailable

pytestmark = pytest.mark.servers
Later = Callable[[float], None]


@pytest.fixture
def mongo(test_database: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty collection of categories, and a generous timeout to read it."""
    monkeypatch.setattr(known_values, "READ_SECONDS", 30.0)
    with django_db_blocker.unblock():
        collection_of(Category).delete_many({})
        yield
        collection_of(Category).delete_many({})


@pytest.fixture
def later() -> Later:
    """Return a function that advances the clock by some seconds."""

    def advance(seconds: float) -> None:
        now[0] += seconds

    now = advance.now = [0.0]  # type: ignore[attr-defined]
    return advance


@pytest.fixture
def known(later: Any, mongo: None) -> KnownValues:
    def clock() -> float:
        return float(later.now[0])

    return KnownValues(CategoryList(clock=clock), clock)


def names(known: KnownValues) -> list[str]:
    vocabulary = known.vocabularies()["category"]
    return sorted(vocabulary.known, key=vocabulary.place_of)


def test_the_categories_are_known_in_their_order(known: KnownValues) -> None:
    register(["tech", "World News", "Économie", "arts", "fish"])
    Category.objects.filter(name="tech").update(order=1)
    assert names(known) == ["tech", "arts", "Économie", "fish", "World News"]
    assert names(known) == [category.name for category in Category.in_order()]
    assert known.vocabularies()["category"].find("world-news") == "World News"


def test_an_edit_is_read_after_a_second_and_not_before(known: KnownValues, later: Later) -> None:
    assert names(known) == []
    register(["tech"])
    assert names(known) == []
    later(1)
    assert names(known) == ["tech"]
    Category.objects.update(name="Technology", key="technology", former_keys=["tech"])
    later(1)
    assert known.vocabularies()["category"].find("tech") == "Technology"


def test_a_hundred_searches_in_a_second_read_once(known: KnownValues, later: Later) -> None:
    with heard_commands() as commands:
        for _ in range(100):
            known.vocabularies()
        assert commands.names == ["find"]


@pytest.mark.parametrize("kind", KINDS)
def test_without_mongodb_the_last_known_names_are_used_at_once(
    kind: str, known: KnownValues, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(["tech"])
    assert names(known) == ["tech"]
    with monkeypatch.context() as patch, mongodb_unavailable(kind, "default"):
        patch.setattr(known_values, "READ_SECONDS", 0.25)
        later(1)
        before = time.monotonic()
        assert names(known) == ["tech"]
        assert time.monotonic() - before < 1.5  # a quarter of a second, on a machine that is busy with tests


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"name": "a"},
        {"name": 7, "key": "a", "slug": "a"},
        {"name": "a", "key": None, "slug": "a"},
        {"name": "odd", "key": "odd", "slug": 7, "order": "first", "former_keys": "tech"},
        {"name": "odd", "key": "odd", "former_keys": [7, None]},
    ],
)
def test_an_invalid_category_does_not_affect_the_others(known: KnownValues, broken: dict[str, Any]) -> None:
    register(["tech"])
    collection_of(Category).insert_one({"slug": "odd", **broken})
    assert set(names(known)) in ({"tech"}, {"tech", "odd"})
    assert known.vocabularies()["category"].find("tech") == "tech"


def test_the_archive_is_counted_every_two_seconds(known: KnownValues, later: Later) -> None:
    assert known.is_due()
    known.learn({"category": {"tech": 1}}, {})
    assert not known.is_due()
    known.learn({}, {})  # the answer to a search that did not count the archive
    later(COUNT_SECONDS - 0.1)
    assert not known.is_due()
    later(0.2)
    assert known.is_due()
    assert known.archive == {"category": {"tech": 1}}


def test_a_name_that_an_article_showed_is_kept_until_the_collection_has_one(known: KnownValues, later: Later) -> None:
    known.learn({}, {"category": {"odd one": "Odd One"}})
    assert names(known) == ["Odd One"]
    register(["odd one"])
    later(1)
    assert names(known) == ["odd one"]
