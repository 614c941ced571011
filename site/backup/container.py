"""The file: a tar whose members are BSON and metadata, each gzipped, as `mongodump --gzip` lays them out.

    broadsheet.json                              what this is: format, versions, moment, migrations, collections
    dump/<database>/<collection>.metadata.json.gz   options and indexes
    dump/<database>/<collection>.bson.gz            the documents, by _id
    checksums.json                               the SHA-256 of all bytes before it, and of each collection's BSON

The last member makes it whole: a file that ends before it is no backup. `tar -xf` and mongorestore read it too.
"""

import hashlib
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from time import time
from typing import IO, Any
from urllib.parse import quote

FORMAT = 1
HEADER = "broadsheet.json"
CHECKSUMS = "checksums.json"
BLOCK = tarfile.BLOCKSIZE
CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Header:
    """What can be said about a backup before its contents are read."""

    format: int
    site_version: str
    created_at: str
    moment: tuple[int, int]  # of MongoDB's clock: seconds and counter
    mongodb: str
    database: str
    migrations: tuple[str, ...]
    collections: tuple[str, ...]

    def as_json(self) -> bytes:
        return json.dumps({"what": "a backup of Broadsheet", **asdict(self)}, indent=1).encode()


@dataclass(frozen=True, slots=True)
class Contents:
    """What one collection holds. Two collections with the same sum hold the same documents, byte for byte."""

    name: str
    documents: int
    size: int
    sha256: str


def path_of(database: str, collection: str, suffix: str) -> str:
    return f"dump/{quote(database, safe='')}/{quote(collection, safe='')}.{suffix}.gz"


def sha256_of(file: IO[bytes], size: int) -> str:
    """Return the SHA-256 of the first bytes of a file."""
    digest, left = hashlib.sha256(), size
    file.seek(0)
    while left and (chunk := file.read(min(left, CHUNK))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def tar_header(name: str, size: int, at: int) -> bytes:
    """Return a member's header, whose length depends on the name only."""
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, at
    return info.tobuf(tarfile.GNU_FORMAT)


@dataclass(slots=True)
class Writer:
    """Writes members whose size is known only at their end: the header is written again then.

    `tarfile` itself needs to know the size before, which would mean a second copy of each collection.
    """

    file: IO[bytes]

    @contextmanager
    def member(self, name: str) -> Iterator[IO[bytes]]:
        at, start = int(time()), self.file.tell()
        self.file.write(tar_header(name, 0, at))
        begin = self.file.tell()
        yield self.file
        size = self.file.tell() - begin
        self.file.write(bytes(-size % BLOCK))
        end = self.file.tell()
        self.file.seek(start)
        self.file.write(tar_header(name, size, at))
        self.file.seek(end)

    def add(self, name: str, data: bytes) -> None:
        with self.member(name) as member:
            member.write(data)

    def finish(self, contents: list[Contents]) -> None:
        size = self.file.tell()
        sums: dict[str, Any] = {
            "sha256": sha256_of(self.file, size),
            "collections": [asdict(each) for each in contents],
        }
        self.file.seek(size)
        self.add(CHECKSUMS, json.dumps(sums, indent=1).encode())
        self.file.write(bytes(2 * BLOCK))
        self.file.flush()
