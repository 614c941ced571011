"""The uploaded files, in GridFS: all processes of the site reach MongoDB, but they share no disk."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import psutil
from bson import ObjectId
from django.db import connections
from gridfs import GridFSBucket, NoFile
from gridfs.errors import CorruptGridFile
from pymongo import timeout

BUCKET = "import_files"
CHUNK = 2**20
# Of the web process, whose usual deadline is meant for the reads of a page.
UPLOAD_SECONDS = 300.0
TEMPORARY = "broadsheet-import-"


class FileGoneError(Exception):
    """The uploaded file was removed, or a part of it is missing."""


def database() -> Any:
    connection: Any = connections["default"]
    connection.ensure_connection()
    return connection.database


def bucket() -> GridFSBucket:
    return GridFSBucket(database(), BUCKET, chunk_size_bytes=CHUNK)


def store(name: str, source: IO[bytes]) -> ObjectId:
    """Copy a file into GridFS and return its id. When that fails, nothing of it stays."""
    with timeout(UPLOAD_SECONDS), bucket().open_upload_stream(name) as target:
        shutil.copyfileobj(source, target, CHUNK)
        key: ObjectId = target._id  # noqa: SLF001  # documented as an attribute of GridIn
    return key


def remove(key: ObjectId | None) -> None:
    """Remove a file if it is there."""
    if key is not None:
        try:
            bucket().delete(key)
        except NoFile:
            # What an upload that was cut off has left has chunks and no name.
            database()[f"{BUCKET}.chunks"].delete_many({"files_id": key})


@contextmanager
def spooled(key: ObjectId | None, name: str) -> Iterator[Path]:
    """Yield a copy on the local disk under this name, which is removed afterwards. Raises FileGoneError."""
    if key is None:
        raise FileGoneError
    with tempfile.TemporaryDirectory(prefix=f"{TEMPORARY}{os.getpid()}-") as folder:
        path = Path(folder) / name
        try:
            with path.open("wb") as copy:
                bucket().download_to_stream(key, copy)
        except (NoFile, CorruptGridFile) as error:
            raise FileGoneError from error
        yield path


def remove_orphans(known: set[ObjectId], older_than: timedelta) -> int:
    """Remove files of no job, such as those of an upload that was cut off; return how many. Newer ones stay."""
    before = ObjectId.from_datetime(datetime.now(UTC) - older_than)
    chunks = database()[f"{BUCKET}.chunks"].distinct("files_id", {"files_id": {"$lt": before}})
    orphans = [key for key in chunks if key not in known]
    for key in orphans:
        remove(key)
    return len(orphans)


def remove_leftovers() -> None:
    """Remove the copies of processes of this machine that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{TEMPORARY}*"):
        pid = folder.name.removeprefix(TEMPORARY).partition("-")[0]
        if pid.isdecimal() and not psutil.pid_exists(int(pid)) and folder.stat().st_uid == os.getuid():
            shutil.rmtree(folder, ignore_errors=True)
