"""What the migrations of search add to a new site, and what they keep on one that is in use."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from importlib import import_module
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections
from pymongo.database import Database
from pytest_django import Settings

from catalog.tests.migrating import scratch_database
from search.tests.editorial.kept import DAY

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]
DEFAULT_SYNONYMS: tuple[str, ...] = import_module("search.migrations.0003_first_synonyms").DEFAULT_SYNONYMS


@pytest.fixture
def scratch(mongo: None) -> Iterator[Database[Any]]:
    """Django's connection on a database that was never migrated."""
    connection: Any = connections["default"]
    real = connection.database
    with scratch_database() as database:
        connection.database = database
        try:
            yield database
        finally:
            connection.database = real
            ContentType.objects.clear_cache()  # the keys of the scratch database


def migrate(*arguments: str) -> None:
    call_command("migrate", *arguments, verbosity=0)


def terms(scratch: Database[Any]) -> list[str]:
    return sorted(group["terms"] for group in scratch["search_synonyms"].find())


def test_default_synonyms_are_added_once_and_kept_by_a_reverse(scratch: Database[Any]) -> None:
    migrate("search")
    assert terms(scratch) == sorted(DEFAULT_SYNONYMS)
    scratch["search_synonyms"].delete_many({"terms": {"$ne": "film, movie"}})
    scratch["search_synonyms"].insert_one({"terms": "otter, weasel"})
    migrate("search")
    assert terms(scratch) == ["film, movie", "otter, weasel"]
    migrate("search", "0002")
    assert terms(scratch) == ["film, movie", "otter, weasel"]
    migrate("search")
    assert terms(scratch) == sorted([*DEFAULT_SYNONYMS, "otter, weasel"])


def test_an_archive_in_another_language_has_no_english_synonyms(scratch: Database[Any], settings: Settings) -> None:
    settings.ARCHIVE_LANGUAGE = "turkish"
    migrate("search")
    assert terms(scratch) == []


def test_the_ttl_index_comes_and_goes_with_its_migration(scratch: Database[Any]) -> None:
    searches = scratch["search_empty_searches"]
    migrate("search", "0004")
    assert "gone_after_90_days" in searches.index_information()
    migrate("search", "0003")
    assert "gone_after_90_days" not in searches.index_information()


def test_renaming_the_zero_result_searches_keeps_rows_indexes_and_permissions(scratch: Database[Any]) -> None:
    migrate("auth")
    migrate("search", "0004")
    searches, permissions = scratch["search_empty_searches"], scratch["auth_permission"]
    row = {"day": datetime.combine(DAY, time.min, UTC), "text": "quokka", "count": 7}
    searches.insert_one(row)
    indexes = set(searches.index_information())
    granted = permissions.find_one({"codename": "view_emptysearch"}) or {}
    migrate("search")
    kept = permissions.find_one({"_id": granted["_id"]}) or {}
    assert (kept["codename"], kept["name"]) == ("view_zeroresultsearch", "Can view search without results")
    assert permissions.count_documents({"codename": {"$regex": "emptysearch|zeroresultsearch"}}) == 4
    assert searches.distinct("_id") == [row["_id"]]
    assert set(searches.index_information()) == indexes
    migrate("search", "0004")
    assert permissions.find_one({"_id": granted["_id"]}) == granted
