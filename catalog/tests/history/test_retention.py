"""How many former versions are kept, and for how long."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from django.core.management import call_command
from pymongo.collection import Collection

from catalog.editing import expiry, history
from catalog.history_models import FormerVersion
from catalog.models import collection_of
from catalog.tests.factories import make_article, make_articles
from catalog.tests.history.reading import edit, rows

pytestmark = pytest.mark.servers


def test_only_so_many_versions_are_kept_the_newest(mongo: None, settings: Any) -> None:
    settings.HISTORY_KEEP_VERSIONS = 3
    article, other = make_article(), make_article()
    edit(other, content="another article")
    for number in range(5):
        edit(article, content=f"text {number}")
    assert [version for pk, version in rows("article", "version") if pk == article.pk] == [3, 4, 5]
    assert (other.pk, 1) in rows("article", "version")


def test_many_articles_are_pruned_at_once(mongo: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HISTORY_KEEP_VERSIONS = 1
    articles = make_articles("One", "Two", "Three")
    for article in articles:
        edit(article, content="second")
    calls: list[str] = []

    class Counted(Collection[dict[str, Any]]):
        """It tells which of its methods were called."""

        def __getattribute__(self, name: str) -> Any:
            if name in {"find", "aggregate", "delete_many"}:
                calls.append(name)
            return super().__getattribute__(name)

    former = collection_of(FormerVersion)
    former.insert_many([{**row, "_id": ObjectId(), "version": 0} for row in former.find()])
    monkeypatch.setattr(history, "documents", lambda _: Counted(former.database, former.name))
    history.prune([article.pk for article in articles])
    assert (calls, rows("version")) == (["aggregate", "delete_many"], [1, 1, 1])


def test_0_keeps_all_of_them(mongo: None, settings: Any) -> None:
    settings.HISTORY_KEEP_VERSIONS = 0
    article = make_article()
    for number in range(4):
        edit(article, content=f"text {number}")
    assert rows("version") == [1, 2, 3, 4]


def expires_after() -> int | None:
    index = collection_of(FormerVersion).index_information().get(expiry.INDEX)
    assert index is None or index["key"] == [("kept_at", 1)]
    return index["expireAfterSeconds"] if index else None


def test_mongodb_removes_what_is_older_than_the_setting(mongo: None, settings: Any) -> None:
    assert expires_after() == 90 * 24 * 3600, "the migration made it"
    for days, seconds in ((30, 30 * 24 * 3600), (36_500, 2**31 - 1), (0, None), (90, 90 * 24 * 3600)):
        settings.HISTORY_KEEP_DAYS = days
        expiry.apply_setting()
        assert expires_after() == seconds


def test_the_start_of_the_site_follows_the_setting(mongo: None, settings: Any, tmp_path: Path) -> None:
    make_article()
    settings.HISTORY_KEEP_DAYS = 30
    settings.ROOT = tmp_path
    (tmp_path / ".services").mkdir()
    try:
        call_command("prepare_site", verbosity=0, stdout=StringIO())
        assert expires_after() == 30 * 24 * 3600
    finally:
        settings.HISTORY_KEEP_DAYS = 90
        expiry.apply_setting()
