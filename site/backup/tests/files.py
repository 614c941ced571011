"""Backups as bytes, made and restored without the commands."""

from io import BytesIO
from typing import Any

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument

from backup.checking import Checked, check
from backup.restoring import refuse_unless_empty, restore
from backup.stored import MongoDatabase
from backup.writing import write_backup

RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)


def backup_of(database: MongoDatabase) -> bytes:
    file = BytesIO()
    write_backup(database, file, lambda _contents: None)
    return file.getvalue()


def checked(backup: bytes) -> Checked:
    return check(BytesIO(backup))


def restore_into(database: MongoDatabase, backup: bytes, replace: str | None = None) -> None:
    refuse_unless_empty(database, replace)
    restore(database, checked(backup), lambda _contents: None)


def everything(database: MongoDatabase) -> dict[str, Any]:
    """Return each collection with its options, indexes and the bytes of its documents, without the backup's code."""
    found = {}
    for row in database.list_collections():
        if row["name"].startswith("system."):
            continue
        indexes = (dict(each) for each in database[row["name"]].list_indexes())
        raw: Any = database.get_collection(row["name"], codec_options=RAW)
        found[row["name"]] = (
            row["options"],
            sorted(indexes, key=lambda each: str(each["name"])),
            sorted(bytes(each.raw) for each in raw.find()),
        )
    return found
