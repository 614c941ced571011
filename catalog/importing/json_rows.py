"""Rows of a JSON Lines file: one object per line, with the column names of a CSV file."""

import json
from collections.abc import Iterator

from catalog.importing.rows import Found, Refused, known_columns
from catalog.importing.source import Line


def read(lines: Iterator[Line]) -> Iterator[Found | Refused]:
    for line in lines:
        where = f"line {line.number}"
        if line.text is None:
            yield Refused(where, "the line is too long for an article")
        elif line.text.strip():
            yield parse_line(where, line.text)


def parse_line(where: str, text: str) -> Found | Refused:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Refused(where, f"this is not JSON: {error}")
    if not isinstance(row, dict):
        return Refused(where, "this is not a JSON object ({…})")
    return Found(where, {column: row[name] for column, name in known_columns(row).items()})
