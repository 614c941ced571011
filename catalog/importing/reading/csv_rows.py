"""Rows of a CSV file. A malformed row is refused alone: reading continues on the next line.

Python's csv module reads the rows; the code here lets it resume after an error, which it cannot by itself.
"""

import csv
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import BinaryIO

from catalog.importing.columns import words
from catalog.importing.reading.dialect import MOST_COLUMNS, Dialect, QuoteCounts, recognise
from catalog.importing.reading.encoding import Encoding
from catalog.importing.reading.source import lines, texts
from catalog.importing.rows import Found, Meter, Refused, Remark, UnsupportedFileError

# Twenty times the longest text, so that every article fits, but an unclosed quote cannot read a whole archive into
# memory.
MAX_FIELD = 4_000_000
csv.field_size_limit(MAX_FIELD)
SAMPLE_LINES = 200

NEVER_CLOSED = "a quote is never closed"
REASONS = {  # by the start of the csv module's message
    "unexpected end": NEVER_CLOSED,
    "field larger": f"a field is longer than {MAX_FIELD:,} characters, or {NEVER_CLOSED}",
    "'": f"a quote inside the text is not doubled, or {NEVER_CLOSED}",  # ',' expected after '"'
    "new-line": "a lone carriage return ends the line; save the file with standard line endings",
}
REST = "left out: a line that follows a row with a broken quote and is no row"
REPEATED = "left out: the header stands here again"


class LineTooLongError(csv.Error):
    pass


class RewindableLines:
    """Lines for csv.reader that can be rewound to the second line of the present row. `first` numbers its first."""

    def __init__(self, lines: Iterator[str | None], first: int) -> None:
        self._lines = lines
        self._again: deque[str | None] = deque()
        self._taken: list[str | None] = []  # of the present row
        self.first = first
        self.after_error = False  # until a row is found: the lines may be the rest of a text with a broken quote

    def __iter__(self) -> Iterator[str]:
        # A generator, because an archive has ten lines a row and csv.reader waits for each.
        end = object()
        while (line := self._again.popleft() if self._again else next(self._lines, end)) is not end:
            self._taken.append(line)  # type: ignore[arg-type]  # not `end`
            if line is None:
                raise LineTooLongError("the line is too long for an article")
            yield line  # type: ignore[misc]  # not `end`

    def next_row(self) -> None:
        self.first += len(self._taken)
        self._taken.clear()

    def take_back(self) -> None:
        self._again.extendleft(reversed(self._taken[1:]))
        self._taken.clear()
        self.first += 1
        self.after_error = True


class CsvReader:
    """Reads the first rows when it is made: raises UnsupportedFileError when they are not CSV."""

    format = "CSV"

    def __init__(self, stream: BinaryIO, encoding: Encoding, meter: Meter, wanted: Mapping[str, str]) -> None:
        self._stream = stream
        self._coding = encoding
        self._meter = meter
        self.encoding = encoding.label
        self.notes: list[str] = []
        first = [line.text for line in islice(lines(stream, encoding, None), SAMPLE_LINES) if line.text is not None]
        self._dialect = recognise([text for text in first if text.strip()], wanted)
        self.names = self._header()
        self._usual = len(self.names)  # values of a row
        if self._dialect.delimiter in "\t|":
            self._look_at_quotes()
        self._tell()

    @property
    def delimiter(self) -> str:
        return self._dialect.label

    def _header(self) -> Sequence[str]:
        header = next(records(self._feed(None), self._dialect), None)
        if header is None:
            raise UnsupportedFileError("The file contains only empty lines.")
        if isinstance(header, Refused):
            raise UnsupportedFileError(f"The first line is not a CSV header: {header.reason}.")
        _, names = header
        if len(names) > MOST_COLUMNS:
            raise UnsupportedFileError(f"The first line names {len(names):,} columns; a table of articles has few.")
        return names

    def _look_at_quotes(self) -> None:
        counts = QuoteCounts(len(self.names), self._dialect.delimiter)
        self._meter.expect(self._stream.seek(0, 2))
        physical = lines(self._stream, self._coding, self._meter)
        header = next((line.text for line in physical if line.text and line.text.strip()), "")
        for line in physical:
            if line.text:
                counts.look(line.text)
        if counts.are_letters(quoted_header=header.startswith('"')):
            mark = self._dialect
            self._dialect = Dialect(mark.delimiter, sep_line=mark.sep_line, quotes=False)
            if counts.letters or counts.needless:
                self.notes.append("Quotation marks were taken as part of the texts: the file does not quote its cells.")

    def _tell(self) -> None:
        if self._dialect.delimiter not in (",", "\x1f"):
            self.notes.append(f"Columns are separated by {self._dialect.label}s.")

    def _feed(self, meter: Meter | None) -> RewindableLines:
        physical = texts(self._stream, self._coding, meter)
        if self._dialect.sep_line:
            next(physical, None)
        return RewindableLines(physical, first=2 if self._dialect.sep_line else 1)

    def rows(self, columns: Mapping[str, str]) -> Iterator[Found | Refused | Remark]:
        """Yield the rows below the header, each with the number of its first line."""
        feed = self._feed(self._meter)
        rows = records(feed, self._dialect)
        next(rows, None)
        width, header = len(self.names), [words(name) for name in self.names]
        positions = {field: self.names.index(name) for field, name in columns.items()}
        needed = max((positions[field] for field in ("title", "content", "category") if field in positions), default=0)
        most = max(positions.values(), default=0)
        for row in rows:
            if isinstance(row, Refused):
                yield row
                continue
            line, values = row
            count = len(values)
            where = f"line {line}"
            if feed.after_error and not self._is_a_row(values):
                yield Remark(where, REST)
                continue
            feed.after_error = False
            if count != width and (count <= needed or (count > width and any(map(str.strip, values[width:])))):
                yield Refused(where, f"{count} values, but the header has {width} columns")
            elif values[0].strip() == self.names[0].strip() and [words(value) for value in values[:width]] == header:
                yield Remark(where, REPEATED)
            elif count <= most:
                self._usual = count
                yield Found(where, {field: values[at] for field, at in positions.items() if at < count})
            else:
                yield Found(where, {field: values[at] for field, at in positions.items()})

    def _is_a_row(self, values: list[str]) -> bool:
        """Return whether a line after a broken row begins another one. In a sentence a space follows each comma."""
        spaced = not self._dialect.skip_space and any(value.startswith(" ") for value in values[1:])
        return not spaced and len(values) in (len(self.names), self._usual)


def records(feed: RewindableLines, dialect: Dialect) -> Iterator[tuple[int, list[str]] | Refused]:
    while True:
        reader = csv.reader(
            feed,
            strict=True,
            delimiter=dialect.delimiter,
            quoting=csv.QUOTE_MINIMAL if dialect.quotes else csv.QUOTE_NONE,
            escapechar="\\" if dialect.escapes else None,
            skipinitialspace=dialect.skip_space,
        )
        try:
            for values in reader:
                if values and (values[0] or any(map(str.strip, values))):  # not an empty line, nor empty cells only
                    yield feed.first, values
                feed.next_row()
        except csv.Error as error:
            reason = next((text for start, text in REASONS.items() if str(error).startswith(start)), str(error))
            yield Refused(f"line {feed.first}", reason)
            feed.take_back()
        else:
            return
