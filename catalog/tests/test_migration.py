"""The collection that the first migration makes."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from pymongo.database import Database

from catalog.tests.migrating import migrate, scratch_database

pytestmark = pytest.mark.servers


@pytest.fixture
def scratch(mongo: None) -> Iterator[Database[Any]]:
    with scratch_database() as database:
        yield database


def collation(database: Database[Any]) -> dict[str, Any]:
    return dict(next(database.list_collections(filter={"name": "articles"}))["options"].get("collation", {}))


def test_the_collection_and_its_indexes_ignore_case_and_accents_until_the_migration_is_undone(
    scratch: Database[Any],
) -> None:
    migrate("catalog")
    assert (collation(scratch)["locale"], collation(scratch)["strength"]) == ("en", 2)
    indexes = scratch["articles"].index_information()
    assert set(indexes) == {"_id_", "title_id", "category_title_id", "newest_first"}
    assert {indexes[name]["collation"]["strength"] for name in indexes if name != "_id_"} == {2}
    migrate("catalog", "zero")
    assert "articles" not in scratch.list_collection_names()


def test_articles_that_were_loaded_before_stay(scratch: Database[Any]) -> None:
    scratch["articles"].insert_one({"title": "Loaded before"})
    migrate("catalog")
    assert [article["title"] for article in scratch["articles"].find()] == ["Loaded before"]
    assert "title_id" in scratch["articles"].index_information()


def test_the_categories_of_articles_that_are_there_are_registered(scratch: Database[Any]) -> None:
    migrate("catalog", "0001")
    stored = ["Sport", "sport", "Sport", "World news", None, 42, "x" * 500]
    before = [{"title": f"Article {number}", "category": category} for number, category in enumerate(stored)]
    scratch["articles"].insert_many(before)
    migrate("catalog")
    assert {each["key"]: each["name"] for each in scratch["categories"].find()} == {
        "sport": "Sport",
        "world news": "World news",
    }
    # No article was touched.
    assert list(scratch["articles"].find()) == before


@pytest.mark.django_db(databases=["default", "sync"], transaction=True)
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "catalog", check=True, dry_run=True, verbosity=0)
