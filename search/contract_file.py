"""A relevance contract as a file: CSV in UTF-8 with the columns query and title."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from catalog.importing.rows import UnsupportedFileError, quoted
from catalog.importing.source import lines, open_text
from search.contract import Row
from search.text import clean, printable

COLUMNS = ("query", "title")


class BadContractError(Exception):
    """The file is no contract. The message is a sentence for a person, with the line."""


def read_contract(path: Path) -> list[Row]:
    """Return its rows. One bad line refuses the whole file: a mean of the others would be of another contract."""
    try:
        with open_text(path) as stream:
            texts = (line.text or refuse(line.number, "the line is too long") for line in lines(stream, int))
            return read_rows(numbered(texts))
    except UnsupportedFileError as error:
        raise BadContractError(str(error)) from error


def refuse(line: int, reason: str) -> NoReturn:
    raise BadContractError(f"Line {line}: {reason}.")


def numbered(texts: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty, with the line on which it begins."""
    reader = csv.reader(texts, strict=True)
    line = 1
    try:
        for values in reader:
            if values:
                yield line, values
            line = reader.line_num + 1
    except csv.Error as error:
        refuse(line, f"this is no CSV ({error})")


def read_rows(rows: Iterator[tuple[int, list[str]]]) -> list[Row]:
    line, header = next(rows, (1, []))
    names = [name.strip().lower() for name in header]
    if missing := [name for name in COLUMNS if name not in names]:
        named = ", ".join(quoted(name) for name in header[:20])
        refuse(line, f"there is no column {' and no column '.join(missing)}; the line names {named or 'nothing'}")
    lines_of: dict[Row, int] = {}
    for line, values in rows:
        if len(values) != len(names):
            refuse(line, f"{len(values)} values where the header names {len(names)} columns")
        row = read_row(line, *(values[names.index(name)] for name in COLUMNS))
        if row in lines_of:
            refuse(line, f"the same row as line {lines_of[row]}")
        lines_of[row] = line
    return list(lines_of)


def read_row(line: int, query: str, title: str) -> Row:
    # A space at the end of a query is kept: it says that the last word is whole.
    row = Row(clean(query), printable(title).strip())
    if not row.query.strip():
        refuse(line, "the query is empty")
    if not row.title:
        refuse(line, "the title is empty")
    return row
