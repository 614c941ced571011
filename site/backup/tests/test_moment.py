"""A backup is of one moment, or there is none."""

from io import BytesIO
from typing import Any

import pytest
from bson import decode_all
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from backup import writing
from backup.container import Contents
from backup.errors import BackupError
from backup.moment import WINDOW, longer_history
from backup.stored import MongoDatabase
from backup.tests.files import checked
from backup.writing import SNAPSHOT_TOO_OLD, write_backup

pytestmark = pytest.mark.servers


def documents(file: BytesIO) -> dict[str, list[dict[str, Any]]]:
    backup = checked(file.getvalue())
    return {
        part.contents.name: decode_all(b"".join(backup.documents(part)))
        for part in backup.parts
        if part.contents.name != "django_migrations"
    }


def test_an_article_and_its_category_that_move_together_are_never_seen_half(site: MongoDatabase) -> None:
    site["articles"].insert_one({"_id": 1, "category": "tech"})
    site["categories"].insert_one({"_id": 1, "name": "tech"})
    seen = []

    def move(contents: Contents) -> None:
        """Between the reading of the articles and that of the categories."""
        seen.append(contents.name)
        if contents.name == "articles":
            with site.client.start_session() as session, session.start_transaction():
                site["articles"].update_one({"_id": 1}, {"$set": {"category": "science"}}, session=session)
                site["categories"].update_one({"_id": 1}, {"$set": {"name": "science"}}, session=session)

    file = BytesIO()
    write_backup(site, file, move)
    assert seen == ["articles", "categories", "django_migrations"]
    assert documents(file) == {"articles": [{"_id": 1, "category": "tech"}], "categories": [{"_id": 1, "name": "tech"}]}


def test_a_collection_that_is_made_meanwhile_begins_the_backup_anew(site: MongoDatabase) -> None:
    site["articles"].insert_one({"_id": 1})

    def make(_contents: Contents) -> None:
        if "synonyms" not in site.list_collection_names():
            site["synonyms"].insert_one({"_id": 1})

    file = BytesIO()
    write_backup(site, file, make)
    assert documents(file) == {"articles": [{"_id": 1}], "synonyms": [{"_id": 1}]}


def test_a_collection_that_is_replaced_each_time_means_no_backup(
    site: MongoDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PAUSE_SECONDS", 0)
    site["articles"].insert_one({"_id": 1})

    def replace(_contents: Contents) -> None:
        site.drop_collection("synonyms")
        site["synonyms"].insert_one({"_id": 1})

    with pytest.raises(BackupError, match="Try again"):
        write_backup(site, BytesIO(), replace)


def test_a_moment_that_mongodb_no_longer_keeps_means_no_backup(site: MongoDatabase) -> None:
    site["articles"].insert_one({"_id": 1})
    site["categories"].insert_one({"_id": 1})
    admin = site.client.admin
    before = admin.command({"getParameter": 1, WINDOW: 1})[WINDOW]

    def outlast(contents: Contents) -> None:
        """Write until MongoDB has forgotten a moment that is even later than the backup's."""
        if contents.name != "articles":
            return
        with site.client.start_session(snapshot=True) as session:
            site["articles"].find_one({}, session=session)
            with pytest.raises(OperationFailure) as forgotten:  # noqa: PT012  # the write lets the moment grow old
                while site["articles"].find_one({}, session=session):
                    site["articles"].update_one({"_id": 1}, {"$inc": {"writes": 1}})
        assert forgotten.value.code == SNAPSHOT_TOO_OLD

    admin.command({"setParameter": 1, WINDOW: 1})
    try:
        with pytest.raises(BackupError, match="--history"):
            write_backup(site, BytesIO(), outlast)
    finally:
        admin.command({"setParameter": 1, WINDOW: before})


def test_the_time_that_mongodb_keeps_a_moment_is_set_back(client: MongoClient[dict[str, Any]]) -> None:
    before = client.admin.command({"getParameter": 1, WINDOW: 1})[WINDOW]
    with longer_history(client, before + 100):
        assert client.admin.command({"getParameter": 1, WINDOW: 1})[WINDOW] == before + 100
    assert client.admin.command({"getParameter": 1, WINDOW: 1})[WINDOW] == before


def test_a_database_that_is_no_site_is_not_backed_up(clone: MongoDatabase) -> None:
    """A read of a collection that does not exist chooses no moment, either."""
    clone["articles"].insert_one({"_id": 1})
    with pytest.raises(BackupError, match="not that of a site"):
        write_backup(clone, BytesIO(), lambda _contents: None)
