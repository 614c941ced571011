"""Rows of a JSON Lines file: one object a line, under the same names as the columns of a CSV file."""

import json
from collections.abc import Iterator

from catalog.importing.rows import Found, Refused, our_columns
from catalog.importing.source import Line


def read(lines: Iterator[Line]) -> Iterator[Found | Refused]:
    for line in lines:
        where = f"line {line.number}"
        if line.text is None:
            yield Refused(where, "the line is too long for an article")
        elif line.text.strip():
            yield _row(where, line.text)


def _row(where: str, text: str) -> Found | Refused:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Refused(where, f"this is not JSON: {error}")
    if not isinstance(row, dict):
        return Refused(where, "this is not a JSON object ({…})")
    return Found(where, {ours: row[name] for ours, name in our_columns(row).items()})
