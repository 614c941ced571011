"""A file as bytes, and as physical lines of text, in constant memory."""

import io
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from os import fstat
from pathlib import Path
from typing import BinaryIO, cast

from catalog.importing.reading.encoding import Encoding
from catalog.importing.rows import Meter, UnsupportedFileError

# The longest article takes 800 kB, so a longer line is not an article.
MAX_LINE = 4 * 2**20
BUFFER = 2**18


@dataclass(frozen=True, slots=True)
class Line:
    """A line as `texts` yields it, and its number."""

    number: int
    text: str | None


class Unclosed(io.RawIOBase):
    """A file read from its beginning, with its bytes counted. Closing it leaves the file open, for the next pass."""

    def __init__(self, stream: BinaryIO, meter: Meter | None) -> None:
        super().__init__()
        stream.seek(0)
        self._stream = stream
        self._meter = meter

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # narrower than any writable buffer
        read = self._stream.readinto(buffer)  # type: ignore[attr-defined]  # files and temporary files have it
        if self._meter:
            self._meter.add(read)
        return int(read)


def open_bytes(path: Path) -> BinaryIO:
    try:
        stream: BinaryIO = path.open("rb")
    except OSError as error:
        raise UnsupportedFileError(f"The file cannot be read: {error.strerror}.") from error
    if stat.S_ISREG(fstat(stream.fileno()).st_mode):
        return stream
    return spool(stream)  # a pipe can only be read once, and the file is read several times


def spool(stream: BinaryIO) -> BinaryIO:
    with stream:
        copy = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it
        shutil.copyfileobj(stream, copy)
    copy.seek(0)
    return cast("BinaryIO", copy)


def text_of(stream: BinaryIO, encoding: Encoding, meter: Meter | None) -> io.TextIOWrapper:
    """Return the file's text from its beginning. The encoding was checked; only a cut end can be wrong."""
    raw = io.BufferedReader(Unclosed(stream, meter), BUFFER)
    return io.TextIOWrapper(raw, encoding.codec, errors="replace" if encoding.cut else "strict", newline="\n")


def texts(stream: BinaryIO, encoding: Encoding, meter: Meter | None) -> Iterator[str | None]:
    """Yield the physical lines without byte order marks, which files that were put together have inside as well.

    A line includes its end. It is None when it is longer than MAX_LINE.
    """
    text = text_of(stream, encoding, meter)
    while line := text.readline(MAX_LINE):
        if len(line) == MAX_LINE and not line.endswith("\n"):
            while (rest := text.readline(MAX_LINE)) and not rest.endswith("\n"):
                pass
            yield None
        elif line[0] == "\ufeff":
            yield line.lstrip("\ufeff")
        else:
            yield line


def lines(stream: BinaryIO, encoding: Encoding, meter: Meter | None) -> Iterator[Line]:
    """Yield the physical lines with their numbers."""
    return map(Line, count(1), texts(stream, encoding, meter))
