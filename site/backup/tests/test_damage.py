"""What is not a whole backup of this site is refused with a sentence, and nothing is written."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from backup.checking import check
from backup.container import FORMAT, HEADER
from backup.errors import RestoreError
from backup.stored import MongoDatabase
from backup.tests.files import checked, restore_into
from backup.versions import known_migrations, refuse_newer

pytestmark = pytest.mark.servers


def rewritten(backup: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return a tar with each member changed, or left out."""
    target = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(backup)) as old, tarfile.open(fileobj=target, mode="w") as new:
        for member in old.getmembers():
            file = old.extractfile(member)
            assert file is not None
            data = change(member.name, file.read())
            if data is not None:
                member.size = len(data)
                new.addfile(member, io.BytesIO(data))
    return target.getvalue()


def with_header(backup: bytes, **fields: object) -> bytes:
    def change(name: str, data: bytes) -> bytes:
        return json.dumps({**json.loads(data), **fields}).encode() if name == HEADER else data

    return rewritten(backup, change)


def test_every_flipped_byte_is_found(small_backup: bytes) -> None:
    """In the headers of the tar too."""
    passed = []
    for place in range(len(small_backup)):
        if place % 7 and not 0 < place % 512 < 16:
            continue  # a seventh of all, and the beginning of each block
        damaged = bytearray(small_backup)
        damaged[place] ^= 0x10
        try:
            checked(bytes(damaged))
        except RestoreError:
            continue
        passed.append(place)
    assert passed == []


def test_a_file_that_is_cut_anywhere_is_refused(small_backup: bytes) -> None:
    for size in [*range(1, len(small_backup), 101), len(small_backup) - 1]:
        with pytest.raises(RestoreError):
            checked(small_backup[:size])
    with pytest.raises(RestoreError, match="cut off"):
        checked(small_backup[: len(small_backup) // 2])


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda _backup: b"", "not a backup"),
        (lambda _backup: b"title,content\n" * 1000, "not a backup"),
        (gzip.compress, "not a backup"),
        (lambda backup: rewritten(backup, lambda name, data: None if name == HEADER else data), "not a backup"),
        (lambda backup: with_header(backup, what="a backup of something else"), "not a backup"),
        (lambda backup: with_header(backup, format=FORMAT + 1, site_version="9.9"), "made by Broadsheet 9.9"),
        (lambda backup: with_header(backup, collections=["articles"]), "damaged"),
        (lambda backup: backup + b"more", "something follows"),
        (lambda backup: backup + bytes(512), "something follows"),
        (lambda backup: backup[:-512], "cut off"),
        (lambda backup: rewritten(backup, lambda name, data: None if "articles.bson" in name else data), "damaged"),
        (lambda backup: rewritten(backup, lambda name, data: None if name == "checksums.json" else data), "cut off"),
    ],
)
def test_the_sentence_says_what_is_wrong(
    small_backup: bytes, clone: MongoDatabase, damage: Callable[[bytes], bytes], reason: str
) -> None:
    with pytest.raises(RestoreError, match=reason):
        restore_into(clone, damage(small_backup))
    assert clone.list_collection_names() == []


def test_a_backup_of_a_newer_site_is_refused(small_backup: bytes) -> None:
    header = check(io.BytesIO(small_backup)).header
    refuse_newer(replace(header, migrations=tuple(known_migrations())))
    with pytest.raises(RestoreError, match=r"newer than this site.* catalog\.9999_later"):
        refuse_newer(replace(header, migrations=(*known_migrations(), "catalog.9999_later")))
