"""Tables in the documents that tests make: they fail when a document differs, and with PIN=1 they write it.

A table stands between two comments that name it. One test may hold all of it (`hold_table`), or many tests a row each
(`hold_row`); then `rows` says what is there, so that a test can tell that no row is left over.
"""

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

SECURITY = Path(__file__).resolve().parents[3] / "docs/security.md"
CELL = re.compile(r"(?<!\\)\|")


def line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def cells(text: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in CELL.split(text)[1:-1]]


def parts(name: str, document: Path) -> tuple[str, list[str], str]:
    """Return what stands before the table's lines, the lines, and what stands after them."""
    begin, end = f"<!-- {name}: made by tests -->\n", f"<!-- /{name} -->"
    before, opened, rest = document.read_text(encoding="utf-8").partition(begin)
    table, closed, after = rest.partition(end)
    assert opened, f"{document.name} has no table {name!r}"
    assert closed, f"the table {name!r} of {document.name} has no end"
    return before + begin, table.strip().splitlines(), end + after


def write(name: str, lines: Sequence[str], document: Path) -> None:
    before, _, after = parts(name, document)
    document.write_text("\n".join([before, *lines, "", after]), encoding="utf-8")


def rows(name: str, document: Path = SECURITY) -> list[list[str]]:
    """Return the cells of each row below the head."""
    return [cells(text) for text in parts(name, document)[1][2:]]


def hold_table(name: str, head: Sequence[str], body: Iterable[Sequence[object]], document: Path = SECURITY) -> None:
    expected = [line(head), line(["---"] * len(head)), *(line(row) for row in body)]
    if os.environ.get("PIN"):
        write(name, expected, document)
    assert parts(name, document)[1] == expected, "PIN=1 writes what was really answered"


def put_row(name: str, key: str, *more: object, document: Path = SECURITY) -> None:
    """Write the row that begins with `key`: in its place, or as the last one."""
    lines, row = parts(name, document)[1], line([key, *more])
    places = [number for number, text in enumerate(lines) if cells(text)[0] == key]
    lines[slice(places[0], places[0] + 1) if places else slice(len(lines), None)] = [row]
    write(name, lines, document)


def hold_row(name: str, key: str, *more: object, document: Path = SECURITY) -> None:
    """Assert that the row which begins with `key` goes on with these cells."""
    if os.environ.get("PIN"):
        put_row(name, key, *more, document=document)
    row = line([key, *more])
    assert row in parts(name, document)[1], f"PIN=1 writes what was really answered: {row}"
