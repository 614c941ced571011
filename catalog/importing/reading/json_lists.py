"""Rows of other JSON: a list, a list inside an object, objects one after the other, an object for each id.

ijson reads them in constant memory.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

import ijson

from catalog.importing.columns import rank_of
from catalog.importing.reading.encoding import Encoding
from catalog.importing.reading.json_values import JSON_ERRORS, names_of, revive, values_of
from catalog.importing.reading.source import text_of
from catalog.importing.rows import Found, Meter, Refused, Remark, UnsupportedFileError, listed, quoted

SAMPLE_ROWS = 1_000
MOST_LISTS = 1_000
MOST_NAMES = 100
ITEM = ".item"  # what ijson calls the members of a list
ERRORS = (*JSON_ERRORS, ijson.JSONError)
MAX_ITEM = 16 * 2**20  # characters without an article: more is no list of articles, and would fill the memory


class Utf8:
    """The text of the file as UTF-8, as ijson reads it. Refuses an item that does not end."""

    def __init__(self, stream: BinaryIO, encoding: Encoding, meter: Meter | None, *, limit: bool = True) -> None:
        self._text = text_of(stream, encoding, meter)
        self._begun = False
        self._limit = limit
        self.since = 0

    def read(self, size: int = -1) -> bytes:
        part = self._text.read(size)
        if not self._begun and size:
            self._begun = True
            part = part.lstrip("\ufeff")
        self.since += len(part)
        if self._limit and self.since > MAX_ITEM:
            raise UnsupportedFileError(
                f"One of the file's items is longer than {MAX_ITEM:,} characters; no article is."
            )
        return part.encode()


@dataclass(slots=True)
class Structure:
    """What a file with one object holds: by prefix, the names in the first item of each list of objects."""

    lists: dict[str, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)  # of the object itself
    members: list[str] = field(default_factory=list)  # names in the first object inside
    top: int = 0

    def begin(self, prefix: str) -> None:
        if not prefix:
            self.top += 1
        elif prefix.endswith(ITEM) and len(self.lists) < MOST_LISTS:
            self.lists.setdefault(prefix.removesuffix(ITEM), [])

    def note(self, prefix: str, name: str) -> None:
        if not prefix:
            into = self.names
        elif ITEM in prefix:
            # Also the names in an object inside the item, such as the _source of Elasticsearch's hits.
            outer, _, inner = prefix.rpartition(ITEM)
            into = self.lists.get(outer, [])
            name = f"{inner.removeprefix('.')}.{name}" if inner else name
        elif self.names == [prefix]:
            into = self.members
        else:
            return
        if len(into) < MOST_NAMES and name not in into:
            into.append(name)


class JsonListReader:
    """`prefix` is where ijson finds the articles: "item" in a list, "articles.item", "" for objects in sequence."""

    format = "JSON list"
    delimiter = ""

    def __init__(self, stream: BinaryIO, encoding: Encoding, meter: Meter, start: str) -> None:
        self._stream = stream
        self._coding = encoding
        self._meter = meter
        self.encoding = encoding.label
        self.notes: list[str] = []
        self._keyed = False
        self._prefix = "item" if start == "[" else self._find()
        sample = islice(self._objects(None), SAMPLE_ROWS)
        self.names = names_of(row for _, row in sample if isinstance(row, dict))

    def _find(self) -> str:
        """Return the prefix of the articles in a file that begins with an object."""
        self._meter.expect(self._stream.seek(0, 2))
        try:
            structure = look(Utf8(self._stream, self._coding, self._meter, limit=False))
        except ERRORS as error:
            raise broken(error, 0) from error
        if structure.top > 1:
            self.format = "JSON objects"
            return ""
        with_articles = outermost(prefix for prefix, names in structure.lists.items() if has_articles(names))
        if len(with_articles) > 1:
            raise UnsupportedFileError(
                f"The file holds {len(with_articles)} lists that could be the articles: {listed(with_articles)}. Save "
                f"one of them as a file of its own."
            )
        if with_articles:
            prefix = with_articles[0]
            self.notes.append(f"The articles are the list {quoted(prefix)} inside the file's one object.")
            others = [other for other in structure.lists if other != prefix and not other.startswith(f"{prefix}.item")]
            if others:
                self.notes.append(f"Other lists in it were left out: {listed(others, 5)}.")
            return f"{prefix}.item"
        if has_articles(structure.names) or not has_articles(structure.members):
            self.format = "JSON object"
            return ""
        self._keyed = True
        self.notes.append("The articles are the members of the file's one object.")
        return ""

    def _objects(self, meter: Meter | None) -> Iterator[tuple[int, object]]:
        """Yield each item with its number. Raises UnsupportedFileError where the file is not JSON."""
        source = Utf8(self._stream, self._coding, meter)
        number = 0
        try:
            if self._keyed:
                items = (value for _, value in ijson.kvitems(source, "", use_float=True))
            else:
                items = ijson.items(source, self._prefix, multiple_values=not self._prefix, use_float=True)
            for item in items:
                source.since = 0
                number += 1
                yield number, item
        except ERRORS as error:
            raise broken(error, number) from error

    def rows(self, columns: Mapping[str, str]) -> Iterator[Found | Refused | Remark]:
        for number, item in self._objects(self._meter):
            where = f"item {number:,}"
            if isinstance(item, dict):
                yield from self._row(where, item, columns)
            else:
                yield Refused(where, "this is not a JSON object ({…})")

    def _row(
        self, where: str, item: Mapping[str, object], columns: Mapping[str, str]
    ) -> Iterator[Found | Refused | Remark]:
        values, told = values_of(item, columns)
        yield from (Remark(where, text) for text in told)
        try:
            yield Found(where, {name: revive(value) for name, value in values.items()})
        except JSON_ERRORS as error:
            yield Refused(where, f"this is not MongoDB's extended JSON: {error}")


def look(source: Utf8) -> Structure:
    """Read a file that begins with an object, as far as a second one, and note the lists of objects inside."""
    structure = Structure()
    for prefix, event, value in ijson.parse(source, multiple_values=True):
        if event == "start_map":
            structure.begin(prefix)
            if structure.top > 1:
                break
        elif event == "map_key":
            structure.note(prefix, value)
    return structure


def outermost(prefixes: Iterable[str]) -> list[str]:
    """Return those that are not inside the items of another: an article may hold a list of its comments."""
    kept: list[str] = []
    for prefix in sorted(prefixes, key=len):
        if not any(prefix.startswith(f"{outer}.item.") for outer in kept):
            kept.append(prefix)
    return kept


def has_articles(names: list[str]) -> bool:
    """Return whether objects with these names can be articles: with a text, or a title beside another field."""
    fields = {
        field for field in ("title", "content", "published_at") for name in names if rank_of(field, name) is not None
    }
    return "content" in fields or len(fields) > 1


def broken(error: Exception, read: int) -> UnsupportedFileError:
    if isinstance(error, ijson.IncompleteJSONError) or "premature" in str(error) or "EOF" in str(error):
        return UnsupportedFileError(f"The file ends in the middle, after {read:,} whole items. Get it whole.")
    reason = str(error).split("\n", 1)[0].strip()
    return UnsupportedFileError(f"After {read:,} items the file is not JSON: {reason}.")
