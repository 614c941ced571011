"""How a CSV file is written: its delimiter, its quotes, spaces after the delimiter; told by looking at its first rows.

Not csv.Sniffer: it guesses from the frequency of characters, and takes a letter for the delimiter of one-column files.
"""

import csv
import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.importing.columns import GROUPS, rank_of, words

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
NONE = "\x1f"  # the delimiter of a file with one column: the unit separator, which no text has
SEP_LINE = re.compile(r'^"?sep=(\\t|.)"?\s*$', re.IGNORECASE)
PROPERLY_QUOTED = re.compile(r'"(?:[^"]|"")*"')
SAMPLE_ROWS = 50
MOST_COLUMNS = 1_000
FITTING = 0.5  # of the rows must have the header's number of columns, if no name is known


@dataclass(frozen=True, slots=True)
class Dialect:
    delimiter: str
    sep_line: bool = False  # the first line says the delimiter, as Excel writes it
    quotes: bool = True  # False: quotation marks are letters
    escapes: bool = False  # a backslash stands before a quotation mark inside quotes
    skip_space: bool = False

    @property
    def label(self) -> str:
        return DELIMITERS.get(self.delimiter, "" if self.delimiter == NONE else repr(self.delimiter))


def recognise(lines: Sequence[str], wanted: Mapping[str, str]) -> Dialect:
    """Return the dialect of a file that begins with these lines. `wanted` are names of columns that it has."""
    if found := SEP_LINE.match(lines[0]) if lines else None:
        mark = "\t" if found[1] == "\\t" else found[1]
        return with_details(mark, lines[1:], sep_line=True)
    names = frozenset(words(name) for name in wanted.values() if name)
    best = max(DELIMITERS, key=lambda mark: score(mark, lines, names))
    return with_details(best if score(best, lines, names)[1] > 1 else NONE, lines, sep_line=False)


def score(delimiter: str, lines: Sequence[str], names: frozenset[str]) -> tuple[int, int, float]:
    """Return how many known columns the header has, how many columns, and the share of rows that fit it."""
    rows = [row for row in parse(lines, delimiter) if row]
    if not rows:
        return 0, 0, 0
    header, *others = rows
    header = header[:MOST_COLUMNS]
    known = sum(words(name) in names or any(rank_of(field, name) is not None for field in GROUPS) for name in header)
    fit = sum(len(row) == len(header) for row in others) / len(others) if others else 1
    if not known and fit < FITTING:
        return 0, 1, fit
    return known, len(header), fit


def parse(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    rows = []
    try:
        for row in csv.reader(lines, delimiter=delimiter, quotechar='"', skipinitialspace=True):
            rows.append(row)
            if len(rows) > SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    return rows


def with_details(delimiter: str, lines: Sequence[str], *, sep_line: bool) -> Dialect:
    # A space before a quotation mark would make the mark a letter of the text.
    space = re.compile(rf'(?:^|{re.escape(delimiter)}) +"(?!")')
    headed = lines[0].split(delimiter)[1:] if lines else []
    skip = bool(headed and all(name.startswith(" ") for name in headed)) or any(
        space.search(line) for line in lines[1:]
    )
    return Dialect(
        delimiter,
        sep_line=sep_line,
        escapes=any('\\"' in line for line in lines)
        and not is_strict(lines, delimiter)
        and is_strict(lines, delimiter, "\\"),
        skip_space=skip and delimiter not in ("\t", NONE),
    )


def is_strict(lines: Sequence[str], delimiter: str, escape: str | None = None) -> bool:
    """Return whether quotes are doubled, or escaped with this character, in all of these lines."""
    try:
        deque(csv.reader(lines, strict=True, delimiter=delimiter, escapechar=escape), maxlen=0)
    except csv.Error as error:
        return "unexpected end" in str(error)  # of a row that goes on after the sample
    return True


@dataclass(slots=True)
class QuoteCounts:
    """What the lines of a file with tabs or bars say about its quotation marks, which few programs write there."""

    columns: int
    delimiter: str
    fitting: int = 0  # lines that have the header's number of columns if quotes are letters
    unfitting: int = 0
    letters: int = 0  # cells in which quotes can only be letters: "Never" says goalkeeper
    doubled: int = 0  # cells in quotes with doubled quotes inside
    needless: int = 0  # cells in quotes that needed none

    def look(self, line: str) -> None:
        cells = line.rstrip("\r\n").split(self.delimiter)
        if len(cells) < self.columns:
            self.unfitting += bool(line.strip())
        else:
            self.fitting += 1
        if '"' not in line:
            return
        for cell in cells:
            if not cell.startswith('"'):
                continue
            if not PROPERLY_QUOTED.fullmatch(cell):
                self.letters += 1
            elif '""' in cell[1:-1]:
                self.doubled += 1
            elif "," not in cell and ";" not in cell:  # Excel quotes these as well
                self.needless += 1

    def are_letters(self, *, quoted_header: bool) -> bool:
        """Return whether quotation marks are letters: each line is a row by itself, and no cell is quoted as in CSV."""
        if quoted_header or self.doubled or self.unfitting > self.fitting * 0.01:
            return False
        return bool(self.letters or self.needless)
