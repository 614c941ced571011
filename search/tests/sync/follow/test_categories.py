"""Categories that arrive past the site are registered when their articles are applied."""

from threading import Event
from typing import Any

import pytest
from bson import ObjectId
from django.db import DatabaseError, connection

from catalog.models import Category
from catalog.tests.factories import make_article
from search.index import client
from search.sync import categories, clock
from search.sync.categories import KnownCategories
from search.sync.follow.apply import Applier
from search.sync.rebuild import aliases
from search.sync.source import mongo_client

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(categories, "known", KnownCategories())


@pytest.fixture
def applier(archive: None) -> Applier:
    return Applier(client(), aliases.create_to_fill(client()), Event())


def insert(category: Any) -> ObjectId:
    """Insert an article as another program would."""
    row = {"title": "War", "content": "Peace.", "category": category}
    key = connection.database["articles"].insert_one(row).inserted_id  # type: ignore[attr-defined]
    assert isinstance(key, ObjectId)
    return key


def bring(applier: Applier, *keys: ObjectId) -> list[str]:
    """Apply the articles; return the reasons of those refused."""
    moment = clock.now(mongo_client())
    return [refusal.reason for refusal in applier.apply(dict.fromkeys(keys, moment), moment)]


def test_a_new_category_is_registered_under_its_name(applier: Applier) -> None:
    bring(applier, insert("  World  News "), insert("WORLD NEWS"), insert("日本"))
    assert sorted(Category.objects.values_list("key", flat=True)) == ["world news", "日本"]
    assert Category.objects.get(key="日本").slug == "日本"


def test_a_former_name_is_not_registered_again(applier: Applier) -> None:
    Category.objects.create(name="Technology", key="technology", slug="technology", former_keys=["tech"])
    bring(applier, insert("Tech"))
    assert list(Category.objects.values_list("name", flat=True)) == ["Technology"]


def test_a_known_category_costs_no_command(applier: Applier, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(applier, insert("tech"))
    monkeypatch.setattr(categories, "register", lambda _names: pytest.fail("registered again"))
    assert bring(applier, insert("Tech"), make_article(category="TECH").pk) == []


def test_a_failure_to_register_stops_nothing_and_is_tried_again(
    applier: Applier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_names: object) -> tuple[str, ...]:
        raise DatabaseError("not primary")

    key = insert("tech")
    with monkeypatch.context() as patch:
        patch.setattr(categories, "register", failing)
        assert bring(applier, key) == []
    client().indices.refresh(index=applier.index)
    assert client().count(index=applier.index)["count"] == 1
    bring(applier, key)
    assert Category.objects.filter(key="tech").exists()


@pytest.mark.parametrize("category", ["", "  ", None, 7, ["tech"]])
def test_what_is_no_name_is_not_registered(applier: Applier, category: object) -> None:
    bring(applier, insert(category))
    assert not Category.objects.filter(key="").exists()


def test_a_category_for_each_article_is_not_registered(applier: Applier, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text was taken for the category; the sync must not slow down for it."""
    monkeypatch.setattr(categories, "MOST_CATEGORIES", 3)
    bring(applier, *(insert(f"text {number}") for number in range(5)))
    assert Category.objects.count() == 0


def test_a_deleted_category_comes_back_with_its_articles(applier: Applier, monkeypatch: pytest.MonkeyPatch) -> None:
    key = insert("tech")
    bring(applier, key)
    Category.objects.all().delete()
    monkeypatch.setattr(categories, "FORGET_AFTER", -1.0)
    bring(applier, key)
    assert Category.objects.filter(key="tech").exists()
