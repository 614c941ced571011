"""A file as physical lines of text, in constant memory."""

import codecs
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import fstat
from pathlib import Path
from typing import BinaryIO

from catalog.importing.rows import UnsupportedFileError

# The longest article takes 800 kB, so a longer line is not an article.
MAX_LINE_BYTES = 4 * 2**20
CHUNK = 2**20

Advance = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Line:
    """`text` includes the line end. It is None when the line is longer than MAX_LINE_BYTES."""

    number: int
    text: str | None


def open_text(path: Path) -> BinaryIO:
    """Open a file that is UTF-8 text throughout; otherwise raise UnsupportedFileError."""
    try:
        stream: BinaryIO = path.open("rb")
    except OSError as error:
        raise UnsupportedFileError(f"The file cannot be read: {error.strerror}.") from error
    try:
        if not stat.S_ISREG(fstat(stream.fileno()).st_mode):
            stream = spool(stream)  # a pipe can only be read once, and the file is read twice
        check_kind(stream)
        check_utf8(stream)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return stream


def lines(stream: BinaryIO, advance: Advance) -> Iterator[Line]:
    """Yield the physical lines without a byte order mark, and call `advance` with the number of bytes read."""
    number = 0
    while raw := stream.readline(MAX_LINE_BYTES):
        number += 1
        advance(len(raw))
        if len(raw) == MAX_LINE_BYTES and not raw.endswith(b"\n"):
            skip_line(stream, advance)
            yield Line(number, None)
        else:
            yield Line(number, raw.decode("utf-8-sig" if number == 1 else "utf-8"))


def skip_line(stream: BinaryIO, advance: Advance) -> None:
    while raw := stream.readline(MAX_LINE_BYTES):
        advance(len(raw))
        if raw.endswith(b"\n"):
            return


def spool(stream: BinaryIO) -> BinaryIO:
    with stream:
        copy = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it
        shutil.copyfileobj(stream, copy)
    copy.seek(0)
    return copy


def check_kind(stream: BinaryIO) -> None:
    start = stream.read(4096)
    if not start:
        raise UnsupportedFileError("The file is empty.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnsupportedFileError("The file is UTF-16 (Excel calls it Unicode text). Save it as CSV UTF-8.")
    if b"\0" in start.split(b"\n", 1)[0]:
        raise UnsupportedFileError("The file is binary, not text.")


def check_utf8(stream: BinaryIO) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    stream.seek(0)
    done = 0
    while True:
        chunk = stream.read(CHUNK)
        carried = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            raise utf8_error(stream, done - carried + error.start) from error
        if not chunk:
            return
        done += len(chunk)


def utf8_error(stream: BinaryIO, position: int) -> UnsupportedFileError:
    """Return the error for the byte at this position, given as line and byte of the line."""
    stream.seek(0)
    line, line_start, done = 1, 0, 0
    while done < position:
        chunk = stream.read(min(CHUNK, position - done))
        line += chunk.count(b"\n")
        if (last := chunk.rfind(b"\n")) >= 0:
            line_start = done + last + 1
        done += len(chunk)
    byte = stream.read(1)
    return UnsupportedFileError(
        f"Line {line}, byte {position - line_start + 1} (0x{byte.hex().upper()}) is not UTF-8; the file may be Latin-1 "
        f"or Windows-1252. Save it as UTF-8."
    )
