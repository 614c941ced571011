"""A restored database is the one of the backup, byte for byte, whatever another program stored in it."""

import gzip
import json
import struct
import subprocess
import tracemalloc
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from bson import (
    Binary,
    Code,
    DatetimeMS,
    DBRef,
    Decimal128,
    Int64,
    MaxKey,
    MinKey,
    ObjectId,
    Regex,
    Timestamp,
    decode_file_iter,
    encode,
)
from bson.raw_bson import RawBSONDocument
from django.conf import settings

from backup.checking import check
from backup.restoring import restore
from backup.stored import MongoDatabase, listing
from backup.tests.files import backup_of, checked, everything, restore_into
from backup.writing import write_backup

pytestmark = pytest.mark.servers

VALUES: dict[str, Any] = {
    "double": 1.5,
    "negative zero": -0.0,
    "not a number": float("nan"),
    "text": "naïve 🗞 \x00 text",
    "document": {"b": 1, "a": {"$set": [{}]}},
    "list": [1, [2, []], None],
    "binary": Binary(b"\x00\xff", 0x80),
    "uuid": Binary.from_uuid(UUID(int=7)),
    "id": ObjectId(),
    "true": True,
    "date": datetime(2026, 11, 25, 1, 2, 3, 456_000, tzinfo=UTC),
    "date before the year 1": DatetimeMS(-(2**62)),
    "date after the year 9999": DatetimeMS(2**62),
    "null": None,
    "regex": Regex("^a", "im"),
    "reference": DBRef("articles", 1),
    "code": Code("1"),
    "code with scope": Code("x", {"x": 1}),
    "int": 5,
    "long": Int64(5),
    "timestamp": Timestamp(7, 8),
    "empty timestamp inside": {"t": Timestamp(0, 0)},
    "decimal": Decimal128("1.10"),
    "least": MinKey(),
    "greatest": MaxKey(),
    "dotted.name": 1,
    "$dollar": 1,
    "": "no name",
}
IDS = [
    1,
    2.5,
    "text",
    ObjectId(),
    {"a": 1},
    datetime(2026, 1, 1, tzinfo=UTC),
    DatetimeMS(2**62),
    Binary(b"a"),
    None,
    True,
]


def bson_of(*elements: bytes) -> RawBSONDocument:
    body = b"".join(elements)
    return RawBSONDocument(struct.pack("<i", len(body) + 5) + body + b"\0")


def fill(site: MongoDatabase) -> None:
    site.create_collection("articles", collation={"locale": "en", "strength": 2})
    articles = site["articles"]
    articles.insert_many([{"_id": key, "title": f"Article {key}"} for key in IDS])
    articles.insert_many([{"_id": f"value {name}", name: value} for name, value in VALUES.items()])
    identifier = b"\x10_id\0" + struct.pack("<i", 77)
    articles.insert_one(bson_of(identifier, b"\x02text\0\x03\0\0\0\xff\xfe\0"))  # not UTF-8
    twice = b"\x10_id\0" + struct.pack("<i", 78)
    articles.insert_one(bson_of(twice, b"\x08same\0\1", b"\x08same\0\0"))
    # An insert would have replaced them.
    articles.update_one({"_id": 1}, {"$set": {"moment": Timestamp(0, 0), "wild": DatetimeMS(2**62)}})
    articles.create_index([("title", 1), ("_id", 1)], name="by title")
    articles.create_index("slug", unique=True, partialFilterExpression={"slug": {"$exists": True}})
    articles.create_index([("content", "text")], weights={"content": 3}, collation={"locale": "simple"})
    articles.create_index("author", collation={"locale": "simple"})
    site.create_collection("strict", validator={"title": {"$type": "string"}})
    site["strict"].insert_one({"_id": 1, "title": 5}, bypass_document_validation=True)
    site.create_collection("empty")
    site["expiring"].create_index("ends", expireAfterSeconds=0)
    site["import_files.chunks"].insert_one({"files_id": ObjectId(), "n": 0, "data": bytes(1000)})


def test_every_type_option_and_index_is_restored_byte_for_byte(site: MongoDatabase, clone: MongoDatabase) -> None:
    fill(site)
    backup = backup_of(site)
    restore_into(clone, backup)
    assert everything(clone) == everything(site)
    assert [part.contents for part in checked(backup_of(clone)).parts] == [
        part.contents for part in checked(backup).parts
    ]


def test_other_tools_find_the_layout_of_mongodump(site: MongoDatabase, tmp_path: Path) -> None:
    site["articles"].insert_many([{"_id": 1, "title": "One"}, {"_id": 2, "title": "Two"}])
    site["articles"].create_index("title", name="by title")
    file = tmp_path / "site.tar"
    file.write_bytes(backup_of(site))
    subprocess.run(["tar", "-xf", str(file), "-C", str(tmp_path)], check=True)
    dump = tmp_path / "dump" / site.name
    with gzip.open(dump / "articles.bson.gz") as documents:
        unpacked = BytesIO(documents.read())
        assert list(decode_file_iter(unpacked)) == [{"_id": 1, "title": "One"}, {"_id": 2, "title": "Two"}]
    metadata = json.loads(gzip.decompress((dump / "articles.metadata.json.gz").read_bytes()))
    assert [index["name"] for index in metadata["indexes"]] == ["_id_", "by title"]
    assert metadata["collectionName"] == "articles"


def test_documents_of_the_largest_size_are_restored(site: MongoDatabase, clone: MongoDatabase) -> None:
    empty = len(encode({"_id": 1, "text": ""}))
    site["articles"].insert_many([{"_id": number, "text": "x" * (2**24 - empty)} for number in (1, 2)])
    restore_into(clone, backup_of(site))
    assert everything(clone) == everything(site)


def test_what_belongs_to_one_moment_of_one_site_is_left_out(site: MongoDatabase, clone: MongoDatabase) -> None:
    site["articles"].insert_one({"_id": 1})
    for name in (*settings.BACKUP_LEAVES_OUT, "restoring.articles"):
        site[name].insert_one({"_id": 1})
        if name in settings.BACKUP_LEAVES_OUT:
            clone[name].insert_one({"_id": 2})
    restore_into(clone, backup_of(site))
    assert list(everything(clone)["articles"][2]) == [encode({"_id": 1})]
    assert [name for name in sorted(clone.list_collection_names()) if clone[name].find_one()] == [
        "articles",
        "django_migrations",
    ]


def test_views_and_capped_collections_are_named_because_they_cannot_be_in_a_backup(site: MongoDatabase) -> None:
    site["articles"].insert_one({"_id": 1})
    site.command("create", "newest", viewOn="articles", pipeline=[])
    site.create_collection("messages", capped=True, size=4096)
    assert listing(site).impossible == ("messages", "newest")
    assert checked(backup_of(site)).header.collections == ("articles", "django_migrations")


def test_a_large_collection_needs_little_memory(site: MongoDatabase, clone: MongoDatabase, tmp_path: Path) -> None:
    site["articles"].insert_many([{"_id": number, "text": f"{number:05}" * 400} for number in range(30_000)])
    assert site.command("collStats", "articles")["size"] > 55 * 2**20
    with (tmp_path / "backup.tar").open("w+b") as file:
        tracemalloc.start()
        try:
            write_backup(site, file, lambda _contents: None)
            written = tracemalloc.get_traced_memory()[1]
            tracemalloc.reset_peak()
            restore(clone, check(file), lambda _contents: None)
            restored = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert max(written, restored) < 25 * 2**20
    assert clone["articles"].estimated_document_count() == 30_000
