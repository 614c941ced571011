"""Rows of a JSON Lines file: one object per line."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import BinaryIO

from catalog.importing.reading.encoding import Encoding
from catalog.importing.reading.json_values import JSON_ERRORS, names_of, parse, values_of
from catalog.importing.reading.source import Line, lines
from catalog.importing.rows import Found, Meter, Refused, Remark

SAMPLE_ROWS = 1_000


class JsonLinesReader:
    format = "JSON Lines"
    delimiter = ""

    def __init__(self, stream: BinaryIO, encoding: Encoding, meter: Meter) -> None:
        self._stream = stream
        self._coding = encoding
        self._meter = meter
        self.encoding = encoding.label
        self.notes: list[str] = []
        sample = islice(self._objects(None), SAMPLE_ROWS)
        self.names = names_of(row for _, row in sample if isinstance(row, dict))

    def _objects(self, meter: Meter | None) -> Iterator[tuple[str, dict[str, object] | str]]:
        """Yield each object, or the reason why there is none."""
        for line in lines(self._stream, self._coding, meter):
            if line.text is None or line.text.strip():
                yield f"line {line.number}", read_line(line)

    def rows(self, columns: Mapping[str, str]) -> Iterator[Found | Refused | Remark]:
        for where, row in self._objects(self._meter):
            if isinstance(row, str):
                yield Refused(where, row)
                continue
            values, told = values_of(row, columns)
            yield from (Remark(where, text) for text in told)
            yield Found(where, values)


def read_line(line: Line) -> dict[str, object] | str:
    if line.text is None:
        return "the line is too long for an article"
    try:
        row = parse(line.text)
    except JSON_ERRORS as error:
        cut = "" if line.text.endswith("\n") else "; the file seems to end in the middle"
        return f"this is not JSON: {error}{cut}"
    return row if isinstance(row, dict) else "this is not a JSON object ({…})"
