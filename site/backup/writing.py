"""Makes a backup of one moment."""

import gzip
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import sleep
from typing import IO

import pymongo
from bson import json_util
from django.conf import settings
from pymongo.errors import OperationFailure

from backup.container import FORMAT, HEADER, Contents, Header, Writer, path_of
from backup.errors import BackupError
from backup.moment import WINDOW, Moment, count, one_moment
from backup.stored import Listing, MongoDatabase, listing

ATTEMPTS = 5
PAUSE_SECONDS = 0.5  # between them: what was made just now is not in the newest moment yet
SNAPSHOT_TOO_OLD = 239
SNAPSHOT_UNAVAILABLE = 246
# Level 1 is three times as fast as 6 and a tenth larger; what counts is to be done while MongoDB keeps the moment.
LEVEL = 1

Report = Callable[[Contents], None]


class ChangedError(Exception):
    """A collection or an index was made or removed meanwhile, so there is no one moment."""


def write_backup(database: MongoDatabase, file: IO[bytes], report: Report) -> tuple[Header, list[Contents]]:
    """Write a whole backup into an empty file that can seek. Raises BackupError and the driver's errors."""
    for attempt in range(ATTEMPTS):
        sleep(PAUSE_SECONDS if attempt else 0)
        file.seek(0)
        file.truncate()
        try:
            with pymongo.timeout(None):
                return write_once(database, file, report)
        except ChangedError:
            continue
        except OperationFailure as error:
            if error.code == SNAPSHOT_UNAVAILABLE:
                continue
            if error.code == SNAPSHOT_TOO_OLD:
                raise BackupError(
                    f"MongoDB did not keep one moment for as long as the backup took ({WINDOW}). There is no backup. "
                    "Run it again with --history and the seconds that it may take."
                ) from error
            raise
    raise BackupError(
        f"Collections or indexes were made or removed during each of {ATTEMPTS} attempts. Try again when that is over."
    )


def write_once(database: MongoDatabase, file: IO[bytes], report: Report) -> tuple[Header, list[Contents]]:
    before = listing(database)
    with one_moment(database) as moment:
        header = header_of(moment, before)
        writer = Writer(file)
        writer.add(HEADER, header.as_json())
        contents = []
        for stored in before.stored:
            metadata = json_util.dumps(stored.metadata, json_options=json_util.CANONICAL_JSON_OPTIONS).encode()
            writer.add(path_of(database.name, stored.name, "metadata.json"), gzip.compress(metadata, mtime=0))
            with writer.member(path_of(database.name, stored.name, "bson")) as member:
                contents.append(write_collection(moment, stored.name, member))
            report(contents[-1])
    if listing(database) != before:
        raise ChangedError
    writer.finish(contents)
    return header, contents


def header_of(moment: Moment, found: Listing) -> Header:
    migrations = tuple(moment.migrations())  # the first read: it chooses the moment
    time = moment.time
    if time is None:
        raise BackupError(f"The database {moment.database.name} is not that of a site: it has no migrations.")
    return Header(
        format=FORMAT,
        site_version=settings.SITE_VERSION,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        moment=(time.time, time.inc),
        mongodb=str(moment.database.client.server_info()["version"]),
        database=moment.database.name,
        migrations=migrations,
        collections=tuple(stored.name for stored in found.stored),
    )


def write_collection(moment: Moment, name: str, member: IO[bytes]) -> Contents:
    digest, documents, size = hashlib.sha256(), 0, 0
    with gzip.GzipFile(filename="", fileobj=member, mode="wb", compresslevel=LEVEL, mtime=0) as packed:
        for batch in moment.batches(name):
            packed.write(batch)
            digest.update(batch)
            documents += count(batch)
            size += len(batch)
    return Contents(name, documents, size, digest.hexdigest())


@contextmanager
def complete_or_nothing(path: Path, *, overwrite: bool) -> Iterator[IO[bytes]]:
    """Yield a file with another name beside `path`, and give it the name when everything is on the disk.

    Only its owner may read it, because it holds the hashes of passwords.
    """
    if path.exists() and not overwrite:
        raise BackupError(f"{path} exists. Choose another name, or add --overwrite.")
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        temporary.unlink(missing_ok=True)
