"""Checks a whole backup before anything of it is used, and reads its documents."""

import gzip
import hashlib
import json
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from bson import json_util

from backup.container import CHECKSUMS, FORMAT, HEADER, Contents, Header, path_of, sha256_of
from backup.errors import RestoreError
from backup.moment import LENGTH

MAX_JSON = 64 * 2**20
SMALLEST = 5  # bytes of an empty document
LARGEST = 17 * 2**20  # MongoDB's 16 MB and what it allows itself beyond

FOREIGN = "This file is not a backup of this site."
CUT = "The backup is cut off: its end is missing. Nothing was restored."
DAMAGED = "The backup is damaged: {0}. Nothing was restored."


@dataclass(frozen=True, slots=True)
class Part:
    """One collection of a backup: what it holds, and how to make it."""

    contents: Contents
    metadata: dict[str, Any]
    member: tarfile.TarInfo


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup whose every byte was compared with its checksums."""

    tar: tarfile.TarFile
    header: Header
    parts: tuple[Part, ...]
    sha256: str

    def documents(self, part: Part) -> Iterator[bytes]:
        return documents(self.tar, part.member)


def check(file: IO[bytes]) -> Checked:
    """Return a backup that is whole, and of this site. Raises RestoreError with the reason."""
    try:
        file.seek(0)
        tar = tarfile.open(fileobj=file, mode="r:")  # noqa: SIM115  # the caller closes the file
        first = tar.next()
    except (tarfile.TarError, OSError):
        raise RestoreError(FOREIGN) from None
    if first is None or first.name != HEADER:
        raise RestoreError(FOREIGN)
    header = read_header(tar, first)
    last = last_member(tar)
    try:
        sums = json.loads(read(tar, last))
        contents = {row["name"]: Contents(**row) for row in sums["collections"]}
        expected: str = sums["sha256"]
    except (ValueError, KeyError, TypeError):
        raise RestoreError(DAMAGED.format("its list of checksums cannot be read")) from None
    if sha256_of(file, last.offset) != expected:
        raise RestoreError(DAMAGED.format("its checksum is not that of its bytes"))
    check_end(file, last)
    if sorted(contents) != sorted(header.collections):
        raise RestoreError(DAMAGED.format("it does not hold the collections that it names"))
    parts = tuple(part_of(tar, header, contents[name]) for name in header.collections)
    for part in parts:
        check_documents(tar, part)
    return Checked(tar, header, parts, expected)


def read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    if file is None or member.size > MAX_JSON:
        raise RestoreError(DAMAGED.format(f"{member.name} is not what it should be"))
    return file.read()


def read_header(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Header:
    try:
        row = json.loads(read(tar, member))
        if row.pop("what") != "a backup of Broadsheet":
            raise RestoreError(FOREIGN)
        if row["format"] > FORMAT:
            raise RestoreError(
                f"The backup has format {row['format']}, made by Broadsheet {row['site_version']}; this site reads "
                f"formats up to {FORMAT}. Update the site first."
            )
        row["moment"] = tuple(row["moment"])
        return Header(**{**row, "migrations": tuple(row["migrations"]), "collections": tuple(row["collections"])})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RestoreError(DAMAGED.format("its header cannot be read")) from None
    except (tarfile.TarError, EOFError):
        raise RestoreError(CUT) from None


def last_member(tar: tarfile.TarFile) -> tarfile.TarInfo:
    try:
        last = tar.getmembers()[-1]
    except tarfile.TarError:
        raise RestoreError(CUT) from None
    if last.name != CHECKSUMS:
        raise RestoreError(CUT)
    return last


def check_end(file: IO[bytes], last: tarfile.TarInfo) -> None:
    """Nothing but zeros follows the last member, and as many as the end of a tar has."""
    file.seek(last.offset_data + last.size)
    padding = -last.size % tarfile.BLOCKSIZE
    end = file.read(padding + 2 * tarfile.BLOCKSIZE + 1)
    if any(end) or len(end) > padding + 2 * tarfile.BLOCKSIZE:
        raise RestoreError(DAMAGED.format("something follows its end"))
    if len(end) < padding + 2 * tarfile.BLOCKSIZE:
        raise RestoreError(CUT)


def part_of(tar: tarfile.TarFile, header: Header, contents: Contents) -> Part:
    try:
        member = tar.getmember(path_of(header.database, contents.name, "bson"))
        packed = read(tar, tar.getmember(path_of(header.database, contents.name, "metadata.json")))
        metadata = json_util.loads(gzip.decompress(packed), json_options=json_util.CANONICAL_JSON_OPTIONS)
    except (KeyError, ValueError, OSError, EOFError, zlib.error):
        raise RestoreError(DAMAGED.format(f"the collection {contents.name} is missing in it")) from None
    return Part(contents, metadata, member)


def check_documents(tar: tarfile.TarFile, part: Part) -> None:
    digest, count, size = hashlib.sha256(), 0, 0
    try:
        for document in documents(tar, part.member):
            digest.update(document)
            count += 1
            size += len(document)
    except (OSError, EOFError, zlib.error):
        raise RestoreError(DAMAGED.format(f"the collection {part.contents.name} cannot be unpacked")) from None
    if Contents(part.contents.name, count, size, digest.hexdigest()) != part.contents:
        raise RestoreError(DAMAGED.format(f"the collection {part.contents.name} is not what its checksum says"))


def documents(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    """Yield each document as it was stored."""
    with gzip.GzipFile(fileobj=tar.extractfile(member), mode="rb") as packed:
        while head := packed.read(LENGTH.size):
            length = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else 0
            if not SMALLEST <= length <= LARGEST:
                raise EOFError
            body = read_all(packed, length - LENGTH.size)
            yield head + body


def read_all(packed: gzip.GzipFile, size: int) -> bytes:
    body = packed.read(size)
    if len(body) < size:
        raise EOFError
    return body
