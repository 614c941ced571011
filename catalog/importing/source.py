"""A file as physical lines of text, in constant memory whatever the file is."""

import codecs
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import fstat
from pathlib import Path
from typing import BinaryIO

from catalog.importing.rows import NotOursError

# The longest article takes 800 kB; a longer line than this is no row of articles.
MAX_LINE_BYTES = 4 * 2**20
CHUNK = 2**20

Advance = Callable[[int], object]


@dataclass(frozen=True)
class Line:
    """`text` keeps its line end. It is None when the line is too long to be held."""

    number: int
    text: str | None


def open_text(path: Path) -> BinaryIO:
    """Open a file that is text in UTF-8 from end to end, or say what it is instead."""
    try:
        stream: BinaryIO = path.open("rb")
    except OSError as error:
        raise NotOursError(f"The file cannot be read: {error.strerror}.") from error
    try:
        if not stat.S_ISREG(fstat(stream.fileno()).st_mode):
            stream = _spooled(stream)  # a pipe can be read once only, and we look twice
        _check_kind(stream)
        _check_utf8(stream)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return stream


def lines(stream: BinaryIO, advance: Advance) -> Iterator[Line]:
    """Yield the physical lines, without a byte order mark; tell `advance` how many bytes were read."""
    number = 0
    while raw := stream.readline(MAX_LINE_BYTES):
        number += 1
        advance(len(raw))
        if len(raw) == MAX_LINE_BYTES and not raw.endswith(b"\n"):
            _skip_line(stream, advance)
            yield Line(number, None)
        else:
            yield Line(number, raw.decode("utf-8-sig" if number == 1 else "utf-8"))


def _skip_line(stream: BinaryIO, advance: Advance) -> None:
    while raw := stream.readline(MAX_LINE_BYTES):
        advance(len(raw))
        if raw.endswith(b"\n"):
            return


def _spooled(stream: BinaryIO) -> BinaryIO:
    with stream:
        copy = tempfile.TemporaryFile()  # noqa: SIM115 (its caller closes it)
        shutil.copyfileobj(stream, copy)
    copy.seek(0)
    return copy


def _check_kind(stream: BinaryIO) -> None:
    start = stream.read(4096)
    if not start:
        raise NotOursError("The file is empty.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NotOursError("The file is UTF-16 (Excel calls it Unicode text). Save it as CSV UTF-8.")
    if b"\0" in start.split(b"\n", 1)[0]:
        raise NotOursError("The file is binary, not text.")


def _check_utf8(stream: BinaryIO) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    stream.seek(0)
    done = 0
    while True:
        chunk = stream.read(CHUNK)
        carried = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            raise _not_utf8(stream, done - carried + error.start) from error
        if not chunk:
            return
        done += len(chunk)


def _not_utf8(stream: BinaryIO, position: int) -> NotOursError:
    """Name the byte as an editor would: its line, and where in the line it stands."""
    stream.seek(0)
    line, line_start, done = 1, 0, 0
    while done < position:
        chunk = stream.read(min(CHUNK, position - done))
        line += chunk.count(b"\n")
        if (last := chunk.rfind(b"\n")) >= 0:
            line_start = done + last + 1
        done += len(chunk)
    byte = stream.read(1)
    return NotOursError(
        f"Line {line}, byte {position - line_start + 1} (0x{byte.hex().upper()}) is not UTF-8; the file may be Latin-1 "
        f"or Windows-1252. Save it as UTF-8."
    )
