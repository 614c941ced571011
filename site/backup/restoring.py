"""Restores a checked backup: beside the site first, and in its place when all of it is there.

Each collection is written under another name, with its indexes, and compared with the backup. Only then do all of them
take the place of the site's, each by one renaming, which is a matter of milliseconds. What is interrupted before that
leaves the site as it was; what is interrupted in it is noted, and the next restore begins anew.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pymongo
from bson import Timestamp
from bson.codec_options import CodecOptions, DatetimeConversion
from bson.raw_bson import RawBSONDocument
from django.conf import settings
from pymongo.collection import Collection
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from backup.checking import Checked, Part
from backup.container import Contents
from backup.errors import RestoreError
from backup.moment import BATCH_DOCUMENTS, count
from backup.stored import STAGING, MongoDatabase, documents_beyond_migrations, listing

STATE = f"{STAGING}state"
BATCH_BYTES = 8 * 2**20
MAJORITY = {"w": "majority"}
NAMESPACE_BYTES = 255  # MongoDB's limit for database.collection
# What MongoDB replaces with the time of the insert when it stands in a field of the document itself.
EMPTY_TIMESTAMP = re.compile(rb"\x11[^\x00]+\x00{9}")
ANYTHING: CodecOptions[RawBSONDocument] = CodecOptions(
    document_class=RawBSONDocument,
    datetime_conversion=DatetimeConversion.DATETIME_AUTO,
    unicode_decode_error_handler="surrogateescape",
)

Report = Callable[[Contents], None]


def refuse_unless_empty(database: MongoDatabase, replace: str | None) -> None:
    """Raise RestoreError when the site holds something that nobody said may go."""
    if replace is not None:
        if replace != database.name:
            raise RestoreError(f"The database of this site is {database.name}, not {replace}. Nothing was restored.")
        return
    if interrupted(database):
        return
    if found := documents_beyond_migrations(database):
        raise RestoreError(
            f"The database {database.name} is not empty: it has documents in {', '.join(found)}. To replace "
            f"everything in it, add --replace {database.name}. Nothing was restored."
        )


def interrupted(database: MongoDatabase) -> bool:
    """Return whether a restore ended while the collections took their places."""
    return database[STATE].find_one({}, {"_id": 1}) is not None


def restore(database: MongoDatabase, checked: Checked, report: Report) -> None:
    """Make the database what it was at the moment of the backup. Raises RestoreError and the driver's errors."""
    with pymongo.timeout(None):
        remove_staging(database)
        for part in checked.parts:
            stage(database, part, checked.documents(part))
            report(part.contents)
        swap(database, checked)


def remove_staging(database: MongoDatabase) -> None:
    """Remove what an interrupted restore left, but not the note that it was interrupted in the middle."""
    for name in database.list_collection_names():
        if name.startswith(STAGING) and name != STATE:
            database.drop_collection(name)


def stage(database: MongoDatabase, part: Part, documents: Iterable[bytes]) -> None:
    name = f"{STAGING}{part.contents.name}"
    if len(f"{database.name}.{name}".encode()) > NAMESPACE_BYTES:
        raise RestoreError(f"The name of the collection {part.contents.name} is too long to be restored here.")
    database.command({"create": name, **part.metadata["options"]})
    staged: Collection[Any] = database.get_collection(
        name, codec_options=ANYTHING, write_concern=WriteConcern(w="majority"), read_concern=ReadConcern("majority")
    )
    for batch in batches(documents):
        rows = [RawBSONDocument(each, ANYTHING) for each in batch]
        staged.insert_many(rows, ordered=False, bypass_document_validation=True)
        for row in rows:
            if EMPTY_TIMESTAMP.search(row.raw):
                keep_empty_timestamps(staged, row)
    if indexes := [index for index in part.metadata["indexes"] if index["name"] != "_id_"]:
        database.command("createIndexes", name, indexes=[specification(index, part) for index in indexes])
    if contents_of(staged, part.contents.name) != part.contents:
        raise RestoreError(
            f"MongoDB did not store the collection {part.contents.name} as it is in the backup. The site is as it was."
        )


def specification(index: dict[str, Any], part: Part) -> dict[str, Any]:
    """Return how to make an index. One without a collation would get that of the collection, which it did not have."""
    made = {key: value for key, value in index.items() if key != "ns"}
    if "collation" in part.metadata["options"]:
        made.setdefault("collation", {"locale": "simple"})
    return made


def batches(documents: Iterable[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for document in documents:
        if batch and (len(batch) == BATCH_DOCUMENTS or size + len(document) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(document)
        size += len(document)
    if batch:
        yield batch


def keep_empty_timestamps(staged: Collection[Any], row: RawBSONDocument) -> None:
    """Write empty timestamps once more: an update keeps what an insert replaces."""
    empty = [name for name, value in row.items() if value == Timestamp(0, 0)]
    for name in empty:
        field = {"field": {"$literal": name}, "input": "$$ROOT", "value": {"$literal": Timestamp(0, 0)}}
        staged.update_one({"_id": {"$eq": row["_id"]}}, [{"$replaceWith": {"$setField": field}}])


def contents_of(collection: Collection[Any], name: str) -> Contents:
    """Return what a collection holds, to be compared with a backup."""
    digest, documents, size = hashlib.sha256(), 0, 0
    for batch in collection.find_raw_batches(sort=[("_id", 1)], batch_size=BATCH_DOCUMENTS, allow_disk_use=True):
        digest.update(batch)
        documents += count(batch)
        size += len(batch)
    return Contents(name, documents, size, digest.hexdigest())


def swap(database: MongoDatabase, checked: Checked) -> None:
    """Put the restored collections in the place of the site's, the largest last.

    The sync worker sees that the collection of articles was replaced and builds a new index.
    """
    database[STATE].replace_one({"_id": "swap"}, {"sha256": checked.sha256}, upsert=True)
    names = [part.contents.name for part in sorted(checked.parts, key=lambda part: part.contents.size)]
    for name in names:
        source, target = f"{database.name}.{STAGING}{name}", f"{database.name}.{name}"
        database.client.admin.command("renameCollection", source, to=target, dropTarget=True, writeConcern=MAJORITY)
    for stored in listing(database).stored:
        if stored.name not in names:
            database.drop_collection(stored.name)
    for name in settings.BACKUP_LEAVES_OUT:
        database[name].delete_many({})
    database.drop_collection(STATE)
