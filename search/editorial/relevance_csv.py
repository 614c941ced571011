"""A relevance contract as a file: CSV in UTF-8 with the columns query and title."""

import codecs
import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import NoReturn

from search.editorial.relevance import Row
from search.query.normalise import clean, printable

COLUMNS = ("query", "title")
NAMED_COLUMNS, NAME_CHARACTERS = 20, 40


class RelevanceCsvError(Exception):
    """The file is not a relevance contract. The message is a sentence for the user, with the line."""


def read_contract(path: Path) -> list[Row]:
    """Return the rows of a file. One bad line refuses all of it: the mean of the rest would be another contract's."""
    text = read_text(path)
    return read_rows(numbered(StringIO(text, newline="")))


def read_text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RelevanceCsvError(f"The file cannot be read: {error.strerror}.") from error
    if not content:
        raise RelevanceCsvError("The file is empty.")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RelevanceCsvError("The file is UTF-16 (Excel calls it Unicode text). Save it as CSV UTF-8.")
    if b"\0" in content.split(b"\n", 1)[0]:
        raise RelevanceCsvError("The file is binary, not text.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        byte = error.start - error.object.rfind(b"\n", 0, error.start)
        value = error.object[error.start]
        raise RelevanceCsvError(
            f"Line {line}, byte {byte} (0x{value:02X}) is not UTF-8; the file may be Latin-1 or "
            "Windows-1252. Save it as UTF-8."
        ) from error


def refuse(line: int, reason: str) -> NoReturn:
    raise RelevanceCsvError(f"Line {line}: {reason}.")


def numbered(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty, with the number of the line on which it begins."""
    reader = csv.reader(lines, strict=True)
    line = 1
    try:
        for values in reader:
            if values:
                yield line, values
            line = reader.line_num + 1
    except csv.Error as error:
        refuse(line, f"not valid CSV ({error})")


def read_rows(rows: Iterator[tuple[int, list[str]]]) -> list[Row]:
    line, header = next(rows, (1, []))
    names = [name.strip().lower() for name in header]
    if missing := [name for name in COLUMNS if name not in names]:
        named = ", ".join(f"“{printable(name)[:NAME_CHARACTERS]}”" for name in header[:NAMED_COLUMNS])
        refuse(line, f"there is no column {' and no column '.join(missing)}; the header names {named or 'nothing'}")
    lines_of: dict[Row, int] = {}
    for line, values in rows:
        if len(values) != len(names):
            refuse(line, f"{len(values)} values where the header names {len(names)} columns")
        row = read_row(line, *(values[names.index(name)] for name in COLUMNS))
        if row in lines_of:
            refuse(line, f"repeats line {lines_of[row]}")
        lines_of[row] = line
    return list(lines_of)


def read_row(line: int, query: str, title: str) -> Row:
    # A space at the end of a query is kept: it marks the last word as complete.
    row = Row(clean(query), printable(title).strip())
    if not row.query.strip():
        refuse(line, "the query is empty")
    if not row.title:
        refuse(line, "the title is empty")
    return row
