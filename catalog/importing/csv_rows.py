"""Rows of a CSV file. A broken row costs itself only: reading goes on at the next line."""

import csv
from collections import deque
from collections.abc import Iterator

from catalog.importing.rows import COLUMNS, REQUIRED, Found, NotOursError, Refused, our_columns, quoted
from catalog.importing.source import Line

# Twenty times the longest text: a whole article with its line ends always fits, and a quote that is never closed
# cannot make the reader swallow a whole archive into memory.
MAX_FIELD = 4_000_000
csv.field_size_limit(MAX_FIELD)

_NEVER_CLOSED = "a quote is opened and never closed"
_REASONS = {  # by the start of Python's own message
    "unexpected end": _NEVER_CLOSED,
    "field larger": f"a field is longer than {MAX_FIELD:,} characters, or {_NEVER_CLOSED}",
    "',' expected": f"a quote inside the text is not doubled, or {_NEVER_CLOSED}",
    "new-line": "a lone carriage return ends the line; save the file with ordinary line ends",
}


class _LineTooLongError(csv.Error):
    pass


class _Feed:
    """Lines for csv.reader, which remembers those of the row being read, to take all but the first of them back."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self.taken: list[Line] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        if line.text is None:
            raise _LineTooLongError("the line is too long for an article")
        return line.text

    def take_back(self) -> None:
        self._again.extendleft(reversed(self.taken[1:]))
        self.taken.clear()


def read(lines: Iterator[Line]) -> Iterator[Found | Refused]:
    """Yield the rows under the header, each with its first line."""
    rows = _records(_Feed(lines))
    header = next(rows, None)
    if header is None:
        raise NotOursError("The file holds nothing but empty lines.")
    if isinstance(header, Refused):
        raise NotOursError(f"The first line is no CSV header: {header.reason}.")
    _, names = header
    columns = {ours: names.index(name) for ours, name in _chosen(names).items()}
    for row in rows:
        if isinstance(row, Refused):
            yield row
            continue
        line, values = row
        if len(values) != len(names):
            yield Refused(f"line {line}", f"{len(values)} values where the header names {len(names)} columns")
        else:
            yield Found(f"line {line}", {ours: values[position] for ours, position in columns.items()})


def _records(feed: _Feed) -> Iterator[tuple[int, list[str]] | Refused]:
    while True:
        try:
            for values in csv.reader(feed, strict=True):
                if values:  # not an empty line
                    yield feed.taken[0].number, values
                feed.taken.clear()
        except csv.Error as error:
            reason = next((said for start, said in _REASONS.items() if str(error).startswith(start)), str(error))
            yield Refused(f"line {feed.taken[0].number}", reason)
            feed.take_back()
        else:
            return


def _chosen(names: list[str]) -> dict[str, str]:
    chosen = our_columns(names)
    if not (missing := [ours for ours in REQUIRED if ours not in chosen]):
        return chosen
    called = ", nor ".join(f"{ours} (or {', '.join(COLUMNS[ours][1:4])})" for ours in missing)
    hint = ""
    if len(names) == 1:
        hint = next(
            (f" Its columns seem to be parted by {mark!r}: save it with commas." for mark in ";\t" if mark in names[0]),
            "",
        )
    found = ", ".join(quoted(name) for name in names[:20])
    raise NotOursError(f"There is no column {called}. The first line names {found}.{hint}")
