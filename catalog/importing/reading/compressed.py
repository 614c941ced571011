"""Unpacking: gzip, bzip2, xz, and a zip of one file, told by the first bytes. Bombs and paths out are refused."""

import bz2
import gzip
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO, BinaryIO, cast

from django.conf import settings

from catalog.importing.rows import Meter, UnsupportedFileError, listed, quoted

CHUNK = 2**20
MAX_BYTES = 20 * 2**30  # setting IMPORT_UNPACKED_LIMIT
# Prose compresses to a third, and a file of equal rows to a hundredth. A bomb has a thousand to one.
MAX_RATIO = 250
RATIO_FROM = 64 * 2**20
GZIP, BZIP2, XZ, ZIP, EMPTY_ZIP = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"PK\x03\x04", b"PK\x05\x06"


def gunzip(stream: BinaryIO) -> IO[bytes]:
    return cast("IO[bytes]", gzip.GzipFile(fileobj=stream))


OPENERS: Mapping[bytes, tuple[str, Callable[[BinaryIO], IO[bytes]]]] = {
    GZIP: ("gzip", gunzip),
    BZIP2: ("bzip2", bz2.BZ2File),
    XZ: ("xz", lzma.LZMAFile),
}
BROKEN = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, RuntimeError)
# Files of other programs that are zips.
OFFICE = {"word/": "Word", "xl/": "Excel", "ppt/": "PowerPoint", "content.xml": "LibreOffice", "META-INF/": "Java"}
SAVE_AS = {
    "Excel": "In Excel, save the sheet as “CSV UTF-8”, and import that.",
    "LibreOffice": "In LibreOffice, save the sheet as CSV, or the text as plain text, and import that.",
    "Word": "In Word, save each text as plain text (.txt) in a folder category/NNN.txt, and import the folder.",
}


def unpack(stream: BinaryIO, meter: Meter) -> tuple[BinaryIO, str]:
    """Return the stream itself, or an unpacked copy of it on disk, and the name of the compression."""
    start = stream.read(8)
    stream.seek(0)
    if start.startswith((ZIP, EMPTY_ZIP)):
        return unpack_zip(stream, meter), "zip"
    for magic, (name, opener) in OPENERS.items():
        if start.startswith(magic):
            with opener(stream) as packed:
                return copy(packed, size_of(stream), meter, name), name
    return stream, ""


def unpack_zip(stream: BinaryIO, meter: Meter) -> BinaryIO:
    try:
        with zipfile.ZipFile(stream) as archive:
            member = only_member(archive)
            if member.flag_bits & 1:
                raise UnsupportedFileError("The zip is protected by a password. Unpack it, and import what is in it.")
            check_size(member.file_size, member.compress_size)
            with archive.open(member) as packed:
                return copy(packed, member.compress_size, meter, "zip")
    except BROKEN as error:
        raise UnsupportedFileError(f"The zip is damaged, or ends in the middle: {error}. Get it whole.") from error


def only_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the one file of a zip; what the Finder of macOS adds does not count."""
    everything = archive.infolist()
    for program, sign in ((program, sign) for sign, program in OFFICE.items()):
        if any(each.filename.startswith(sign) for each in everything):
            raise UnsupportedFileError(
                f"This is a file of {program}, not a list of articles. "
                + SAVE_AS.get(program, "Save what it holds as CSV, and import that.")
            )
    for each in everything:
        path = PurePosixPath(each.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or PureWindowsPath(each.filename).drive:
            raise UnsupportedFileError(
                f"The zip holds {quoted(each.filename)}, a path that leads out of it. It was not unpacked."
            )
    files = [each for each in everything if not each.is_dir() and not is_litter(each.filename)]
    if not files:
        raise UnsupportedFileError("The zip holds no file.")
    if len(files) > 1:
        raise UnsupportedFileError(
            f"The zip holds {len(files):,} files: {listed([each.filename for each in files], 5)}. Unpack it, and "
            f"import one file or the folder."
        )
    return files[0]


def is_litter(name: str) -> bool:
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name in (".DS_Store", "Thumbs.db")


def copy(packed: IO[bytes], compressed: int, meter: Meter, name: str) -> BinaryIO:
    """Unpack into a temporary file, which is deleted with its stream."""
    unpacked = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115  # the caller closes it
    size = 0
    try:
        while chunk := packed.read(CHUNK):
            size += len(chunk)
            check_size(size, compressed)
            meter.add(0)
            unpacked.write(chunk)
    except BROKEN as error:
        unpacked.close()
        raise UnsupportedFileError(
            f"The file is damaged, or ends in the middle: its {name} data cannot be unpacked. Get it whole."
        ) from error
    except BaseException:
        unpacked.close()
        raise
    unpacked.seek(0)
    return unpacked


def check_size(size: int, compressed: int) -> None:
    limit = getattr(settings, "IMPORT_UNPACKED_LIMIT", MAX_BYTES)
    if size > limit:
        raise UnsupportedFileError(
            f"Unpacked, the file has more than {limit:,} bytes. Unpack it and import it in parts, or raise "
            f"IMPORT_UNPACKED_LIMIT."
        )
    if size > RATIO_FROM and size > compressed * MAX_RATIO:
        raise UnsupportedFileError(
            f"The file unpacks to more than {MAX_RATIO} times its size, as no archive of articles does. It was not "
            f"unpacked further."
        )


def size_of(stream: BinaryIO) -> int:
    size = stream.seek(0, 2)
    stream.seek(0)
    return size
