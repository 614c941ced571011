"""Recognising a file, and the reader for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from catalog.importing.options import Options
from catalog.importing.reading.compressed import unpack
from catalog.importing.reading.csv_rows import CsvReader
from catalog.importing.reading.encoding import Encoding, detect
from catalog.importing.reading.feeds import FeedReader
from catalog.importing.reading.folder import FolderReader
from catalog.importing.reading.json_lists import JsonListReader, has_articles
from catalog.importing.reading.json_rows import JsonLinesReader, read_line
from catalog.importing.reading.source import lines, open_bytes
from catalog.importing.rows import Meter, Reader, UnsupportedFileError

# What other files begin with, and what to do about them.
FOREIGN = (
    (b"%PDF", "This is a PDF. Save its articles as text: a folder category/NNN.txt, or CSV."),
    (
        b"\xd0\xcf\x11\xe0",
        "This is a file of an old Office program. Open it there, save it as “CSV UTF-8”, and import that.",
    ),
    (b"{\\rtf", "This is rich text. Save each text as plain text (.txt) in a folder category/NNN.txt."),
    (b"SQLite format 3", "This is a SQLite database. Export its table of articles as CSV, and import that."),
    (b"PAR1", "This is a Parquet file. Save it as CSV or JSON Lines, and import that."),
    (b"Rar!", "This is a RAR archive. Unpack it, and import what is in it."),
    (b"7z\xbc\xaf", "This is a 7z archive. Unpack it, and import what is in it."),
    (b"\x28\xb5\x2f\xfd", "The file is compressed by Zstandard. Unpack it, and import what is in it."),
)
TAR_MARK = (257, b"ustar")
BSON_MARK = b"\x00\x07_id\x00"


@contextmanager
def open_reader(path: Path, options: Options, meter: Meter, passes: int) -> Iterator[Reader]:
    """Open a file or folder for as many passes over its rows. Raises UnsupportedFileError."""
    if path.is_dir():
        folder = FolderReader(path, options, meter)
        meter.expect(folder.size * passes)
        yield folder
        return
    with open_bytes(path) as packed:
        stream, compression = unpack(packed, meter)
        with stream:
            meter.expect(stream.seek(0, 2) * (passes + 1))
            stream.seek(0)
            reader = recognise(stream, options, meter)
            if compression:
                reader.notes.insert(0, f"The file was unpacked ({compression}).")
            yield reader


def recognise(stream: BinaryIO, options: Options, meter: Meter) -> Reader:
    start = stream.read(4096)
    check_foreign(start)
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<") or text.replace(b"\0", b"").lstrip(b"\xff\xfe").startswith(b"<?xml"):
        if text[:200].lower().startswith((b"<!doctype html", b"<html")):
            raise UnsupportedFileError(
                "This is a web page. Save its articles as a feed, CSV or JSON, or as a folder category/NNN.html."
            )
        return FeedReader(stream, meter)
    encoding = detect(stream, meter, options.encoding)
    reader = text_reader(stream, encoding, options, meter)
    if encoding.note:
        reader.notes.insert(0, encoding.note)
    return reader


def check_foreign(start: bytes) -> None:
    if not start:
        raise UnsupportedFileError("The file is empty.")
    for magic, message in FOREIGN:
        if start.startswith(magic):
            raise UnsupportedFileError(message)
    offset, mark = TAR_MARK
    if start[offset : offset + len(mark)] == mark:
        raise UnsupportedFileError("This is a tar archive. Unpack it, and import a file or the folder in it.")
    if start[4:].startswith(BSON_MARK[1:]):
        raise UnsupportedFileError("This is BSON, as mongodump writes it. Use mongoexport, and import the JSON.")


def text_reader(stream: BinaryIO, encoding: Encoding, options: Options, meter: Meter) -> Reader:
    """Choose by the first two lines that are not empty: no CSV header starts with a brace or a bracket."""
    first = list(islice((line for line in lines(stream, encoding, None) if line.text is None or line.text.strip()), 2))
    if not first:
        raise UnsupportedFileError("The file contains only empty lines.")
    begin = head(stream, encoding)
    if begin == "[":
        return JsonListReader(stream, encoding, meter, begin)
    if begin != "{":
        return CsvReader(stream, encoding, meter, options.columns)
    row = read_line(first[0])
    second = (first[1].text or "{").lstrip()[:1] if len(first) > 1 else ""
    if isinstance(row, dict):
        single = (
            not second and not has_articles(list(row)) and any(isinstance(each, list | dict) for each in row.values())
        )
        return JsonListReader(stream, encoding, meter, begin) if single else JsonLinesReader(stream, encoding, meter)
    return JsonLinesReader(stream, encoding, meter) if second == "{" else JsonListReader(stream, encoding, meter, begin)


def head(stream: BinaryIO, encoding: Encoding) -> str:
    """Return the first character that is not white space. The first line may be too long to be read as a line."""
    stream.seek(0)
    text = stream.read(4096).decode(encoding.codec, errors="ignore")
    return text.lstrip("\ufeff \t\r\n")[:1]
