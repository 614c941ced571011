"""Rows of a CSV file. A malformed row is refused alone: reading continues on the next line.

Python's csv module reads the rows; the code here lets it resume after an error, which it cannot by itself.
"""

import csv
from collections import deque
from collections.abc import Iterator

from catalog.importing.rows import COLUMNS, REQUIRED, Found, Refused, UnsupportedFileError, known_columns, quoted
from catalog.importing.source import Line

# Twenty times the longest text, so that every article fits, but an unclosed quote cannot read a whole archive into
# memory.
MAX_FIELD = 4_000_000
csv.field_size_limit(MAX_FIELD)

NEVER_CLOSED = "a quote is never closed"
REASONS = {  # by the start of the csv module's message
    "unexpected end": NEVER_CLOSED,
    "field larger": f"a field is longer than {MAX_FIELD:,} characters, or {NEVER_CLOSED}",
    "',' expected": f"a quote inside the text is not doubled, or {NEVER_CLOSED}",
    "new-line": "a lone carriage return ends the line; save the file with standard line endings",
}


class LineTooLongError(csv.Error):
    pass


class RewindableLines:
    """Lines for csv.reader that can be rewound to the second line of the present row."""

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
            raise LineTooLongError("the line is too long for an article")
        return line.text

    def take_back(self) -> None:
        self._again.extendleft(reversed(self.taken[1:]))
        self.taken.clear()


def read(lines: Iterator[Line]) -> Iterator[Found | Refused]:
    """Yield the rows below the header, each with the number of its first line."""
    rows = records(RewindableLines(lines))
    header = next(rows, None)
    if header is None:
        raise UnsupportedFileError("The file contains only empty lines.")
    if isinstance(header, Refused):
        raise UnsupportedFileError(f"The first line is not a CSV header: {header.reason}.")
    _, names = header
    columns = {column: names.index(name) for column, name in choose_columns(names).items()}
    for row in rows:
        if isinstance(row, Refused):
            yield row
            continue
        line, values = row
        if len(values) != len(names):
            yield Refused(f"line {line}", f"{len(values)} values, but the header has {len(names)} columns")
        else:
            yield Found(f"line {line}", {column: values[position] for column, position in columns.items()})


def records(feed: RewindableLines) -> Iterator[tuple[int, list[str]] | Refused]:
    while True:
        try:
            for values in csv.reader(feed, strict=True):
                if values:  # not an empty line
                    yield feed.taken[0].number, values
                feed.taken.clear()
        except csv.Error as error:
            reason = next((text for start, text in REASONS.items() if str(error).startswith(start)), str(error))
            yield Refused(f"line {feed.taken[0].number}", reason)
            feed.take_back()
        else:
            return


def choose_columns(names: list[str]) -> dict[str, str]:
    chosen = known_columns(names)
    if not (missing := [column for column in REQUIRED if column not in chosen]):
        return chosen
    called = ", nor ".join(f"{column} (or {', '.join(COLUMNS[column][1:4])})" for column in missing)
    hint = ""
    if len(names) == 1:
        hint = next(
            (
                f" Its columns seem to be separated by {mark!r}; save it with commas."
                for mark in ";\t"
                if mark in names[0]
            ),
            "",
        )
    found = ", ".join(quoted(name) for name in names[:20])
    raise UnsupportedFileError(f"There is no column {called}. The first line names {found}.{hint}")
