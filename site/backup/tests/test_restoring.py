"""A site is replaced as a whole or not at all, and only when that was asked for."""

from pathlib import Path

import pytest

from backup import restoring
from backup.container import Contents
from backup.errors import BackupError, RestoreError
from backup.restoring import interrupted, restore
from backup.stored import MongoDatabase
from backup.tests.files import checked, everything, restore_into
from backup.writing import complete_or_nothing

pytestmark = pytest.mark.servers


class KilledError(Exception):
    """Stands for a kill."""


def test_a_site_with_articles_is_not_replaced_unasked(small_backup: bytes, clone: MongoDatabase) -> None:
    clone["articles"].insert_one({"_id": "mine"})
    before = everything(clone)
    with pytest.raises(RestoreError, match=f"documents in articles.*--replace {clone.name}"):
        restore_into(clone, small_backup)
    with pytest.raises(RestoreError, match="not another"):
        restore_into(clone, small_backup, replace="another")
    assert everything(clone) == before


def test_a_site_that_shall_be_replaced_keeps_nothing(
    small_backup: bytes, site: MongoDatabase, clone: MongoDatabase
) -> None:
    clone["articles"].insert_one({"_id": "mine"})
    clone["articles"].create_index("mine")
    clone["of_another_program"].insert_one({"_id": 1})
    restore_into(clone, small_backup, replace=clone.name)
    assert everything(clone) == everything(site)


def test_what_migrations_made_may_be_replaced(small_backup: bytes, site: MongoDatabase, clone: MongoDatabase) -> None:
    clone["django_migrations"].insert_one({"app": "catalog"})
    clone.create_collection("articles")
    restore_into(clone, small_backup)
    assert everything(clone) == everything(site)


def test_a_restore_that_is_interrupted_leaves_the_site_as_it_was(
    small_backup: bytes, site: MongoDatabase, clone: MongoDatabase
) -> None:
    clone["articles"].insert_one({"_id": "mine"})
    before = everything(clone)

    def interrupt(contents: Contents) -> None:
        if contents.name == "auth_user":
            raise KilledError

    with pytest.raises(KilledError):
        restore(clone, checked(small_backup), interrupt)
    kept = {name: found for name, found in everything(clone).items() if not name.startswith("restoring.")}
    assert kept == before
    assert not interrupted(clone)
    restore_into(clone, small_backup, replace=clone.name)
    assert everything(clone) == everything(site)


def test_a_restore_that_is_interrupted_at_the_end_is_done_again_without_asking(
    small_backup: bytes, site: MongoDatabase, clone: MongoDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_database: MongoDatabase) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "listing", interrupt)  # it is asked for when the collections have their places
        with pytest.raises(KilledError):
            restore(clone, checked(small_backup), lambda _contents: None)
    assert interrupted(clone)
    restore_into(clone, small_backup)
    assert everything(clone) == everything(site)


def test_what_mongodb_did_not_store_as_it_was_is_not_restored(
    small_backup: bytes, clone: MongoDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a document would be that the server changes while it stores it."""
    monkeypatch.setattr(restoring, "batches", lambda documents: [list(documents)[1:]])
    with pytest.raises(RestoreError, match="did not store"):
        restore_into(clone, small_backup)
    assert "articles" not in clone.list_collection_names()


def write_half(path: Path, *, overwrite: bool) -> None:
    with complete_or_nothing(path, overwrite=overwrite) as file:
        file.write(b"half")
        raise KilledError


def test_a_half_file_never_has_the_name_of_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "site.tar"
    with pytest.raises(KilledError):
        write_half(path, overwrite=False)
    assert list(tmp_path.iterdir()) == []
    with complete_or_nothing(path, overwrite=False) as file:
        file.write(b"whole")
    assert path.read_bytes() == b"whole"
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_earlier_backup_is_replaced_only_when_asked_and_only_by_a_whole_one(tmp_path: Path) -> None:
    path = tmp_path / "site.tar"
    path.write_bytes(b"earlier")
    with pytest.raises(BackupError, match="--overwrite"), complete_or_nothing(path, overwrite=False):
        pass
    with pytest.raises(KilledError):
        write_half(path, overwrite=True)
    assert path.read_bytes() == b"earlier"
    with complete_or_nothing(path, overwrite=True) as file:
        file.write(b"later")
    assert path.read_bytes() == b"later"
