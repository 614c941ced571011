"""What passes between the readers of files and those who check and write: rows, remarks, errors."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

MAX_QUOTED = 40
MAX_LISTED = 20


class UnsupportedFileError(Exception):
    """The file as a whole cannot be imported. The message is a sentence for the user."""


class UnknownColumnsError(UnsupportedFileError):
    """The file can be read, but not which column is which. `names` are its columns, for a choice (Options.columns)."""

    def __init__(self, message: str, names: Sequence[str]) -> None:
        super().__init__(message)
        self.names = tuple(names)


class UnknownDatesError(UnsupportedFileError):
    """The file's dates could be day first or month first (Options.dates)."""


class UnknownEncodingError(UnsupportedFileError):
    """The file's encoding cannot be told (Options.encoding)."""


class RefusedError(Exception):
    """The row cannot become an article. The message gives the reason, without the line."""


class StoppedError(Exception):
    """The caller's `stop` said so."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the file, by field, not validated yet. `where` is its line, or its file in a folder."""

    where: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be imported. `where` is its first line, or its file in a folder."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a row that the report tells. Equal texts are counted and told once, with the first place."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence of the report about the file as a whole."""

    text: str


class Reader(Protocol):
    """A file that has been recognised. `rows` can be called several times; each call reads the file anew."""

    notes: list[str]  # what was decided while opening, in sentences

    @property
    def format(self) -> str:
        """Such as "CSV"."""

    @property
    def encoding(self) -> str:
        """As people write it, such as "UTF-8"; empty for a folder."""

    @property
    def delimiter(self) -> str:
        """Of CSV, such as "comma"; otherwise empty."""

    @property
    def names(self) -> Sequence[str]:
        """Of the columns, in the order of the file."""

    def rows(self, columns: Mapping[str, str]) -> Iterator[Found | Refused | Remark]:
        """Yield the rows with the values of these columns (field to name of column)."""
        ...


class Meter:
    """Counts bytes, tells them to `advance(done, total)`, and raises StoppedError when `stop()` says so."""

    def __init__(
        self, advance: Callable[[int, int], object] | None = None, stop: Callable[[], bool] | None = None
    ) -> None:
        self.done = self.total = 0
        self._advance = advance
        self._stop = stop

    def expect(self, amount: int) -> None:
        self.total += amount

    def add(self, amount: int) -> None:
        self.done += amount
        if self._stop and self._stop():
            raise StoppedError
        if self._advance:
            self._advance(self.done, self.total)


def quoted(value: object) -> str:
    """Return a value of the file in quotes, truncated and safe to print."""
    text = str(value)
    shown = text if len(text) <= MAX_QUOTED else f"{text[: MAX_QUOTED - 1]}…"
    return "“" + "".join(c if c.isprintable() else "?" for c in shown) + "”"


def listed(names: Sequence[object], most: int = MAX_LISTED) -> str:
    """Return names in quotes, separated by commas; beyond `most` only their number."""
    shown = ", ".join(quoted(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"


def said(text: str, count: int, where: str) -> str:
    """Return a remark as a sentence: how many rows it is about, and where the first is."""
    rows = f"{count:,} rows, the first at {where}" if count > 1 else where
    return f"{text[0].upper()}{text[1:]} ({rows})."
