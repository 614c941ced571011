"""Importing one file or folder."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from tqdm import tqdm

from catalog.importing import csv_rows, folder, json_rows
from catalog.importing.checking import RefusedError, Row, check
from catalog.importing.identity import Occurrences, digest
from catalog.importing.rows import Found, Refused, UnsupportedFileError
from catalog.importing.source import Line, lines, open_text
from catalog.importing.writing import Tally, Writer

Report = Callable[[Refused], object]


def load(path: Path, tally: Tally, report: Report, *, bar: bool = True) -> None:
    """Import the valid rows, report the others, and count both in `tally`, which is right even after an exception.

    Raises UnsupportedFileError, before anything is written, when the file as a whole cannot be read.
    """
    with open_rows(path, bar=bar) as rows, Occurrences() as occurrences:
        writer = Writer(tally)
        for found in rows:
            row = checked(found)
            if isinstance(row, Refused):
                tally.refused += 1
                report(row)
            else:
                row = writer.canonical(row)
                row_digest = digest(row.category, row.title, row.content)
                writer.add(row, row_digest, occurrences.next(row_digest))
        writer.flush()


def checked(found: Found | Refused) -> Row | Refused:
    if isinstance(found, Refused):
        return found
    try:
        return check(found.values)
    except RefusedError as refusal:
        return Refused(found.where, str(refusal))


@contextmanager
def open_rows(path: Path, *, bar: bool) -> Iterator[Iterable[Found | Refused]]:
    hidden = None if bar else True  # None: tqdm shows the bar on a terminal only
    if path.is_dir():
        paths = folder.files(path)
        with tqdm(total=len(paths), unit=" files", desc=path.name, disable=hidden) as progress:
            yield folder.read(paths, progress.update)
        return
    with (
        open_text(path) as stream,
        tqdm(total=path.stat().st_size, unit="B", unit_scale=True, desc=path.name, disable=hidden) as progress,
    ):
        yield parse(lines(stream, progress.update))


def parse(physical: Iterator[Line]) -> Iterator[Found | Refused]:
    """Read JSON Lines or CSV, by the first character: no CSV header starts with a brace or a bracket."""
    empty: list[Line] = []
    for line in physical:
        empty.append(line)
        start = (line.text or "x").lstrip()[:1]
        if start == "[":
            raise UnsupportedFileError("The file is a JSON list. Write one object per line (JSON Lines).")
        if start:
            read = json_rows.read if start == "{" else csv_rows.read
            return read(chain(empty, physical))
    raise UnsupportedFileError("The file contains only empty lines.")
