"""Articles of WordPress exports (WXR), RSS 0.9 to 2.0 and Atom.

lxml reads them in constant memory; feedparser would hold the whole feed. Entities of the file's own are refused, and
external ones are never fetched.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html.entities import html5
from typing import BinaryIO

from lxml import etree

from catalog.importing.options import FIELDS
from catalog.importing.reading.feed_items import Element, entry_values, item_values, local, text_of
from catalog.importing.reading.source import Unclosed
from catalog.importing.rows import Found, Meter, Refused, Remark, UnsupportedFileError

WORDPRESS = "http://wordpress.org/export/"
MAX_ITEM = 32 * 2**20  # bytes without an article
MOST_AUTHORS = 100_000
ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
LONGEST_ENTITY = 34
OF_XML = ("amp", "lt", "gt", "quot", "apos")
CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")  # XML forbids them; WordPress writes some
ROOTS = {"rss": "RSS feed", "RDF": "RSS feed", "feed": "Atom feed"}


def numbered(entity: re.Match[bytes]) -> bytes:
    name = entity[1].decode()
    letters = "" if name in OF_XML else html5.get(f"{name};", "")
    return "".join(f"&#{ord(letter)};" for letter in letters).encode() or entity[0]


class Filtered(io.RawIOBase):
    """The file without control characters. Refuses an item that does not end."""

    def __init__(self, stream: BinaryIO, meter: Meter | None, *, wide: bool) -> None:
        super().__init__()
        self._source = Unclosed(stream, meter)
        self._wide = wide
        self._begun = False
        self._rest = b""
        self.ended = False
        self._delete = b"" if wide else CONTROLS
        self.since = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        part = self._source.read(size) or b""
        self.since += len(part)
        if self.since > MAX_ITEM:
            raise UnsupportedFileError(f"One of the file's items is longer than {MAX_ITEM:,} bytes; no article is.")
        self.ended = not part
        if not self._wide:
            part = self._whole_entities(part)
        kept = part.translate(None, self._delete)
        if not self._begun:  # space or a second byte order mark before the XML declaration
            kept = kept if self._wide else kept.lstrip(b"\xef\xbb\xbf \t\r\n")
            self._begun = bool(kept)
        return kept if kept or self.ended else self.read(size)

    def _whole_entities(self, part: bytes) -> bytes:
        """Replace the entities of HTML, which XML does not know, by numbers. One may be cut by the end of the part."""
        part = self._rest + part
        cut = part.rfind(b"&", -LONGEST_ENTITY)
        self._rest = b"" if self.ended or cut < 0 or b";" in part[cut:] else part[cut:]
        return ENTITY.sub(numbered, part[: len(part) - len(self._rest)])


class FeedReader:
    delimiter = ""
    names = FIELDS

    def __init__(self, stream: BinaryIO, meter: Meter) -> None:
        self._stream = stream
        self._meter = meter
        stream.seek(0)
        start = stream.read(65_536)
        self._wide = b"\0" in start[:64]
        if b"<!ENTITY" in start.upper():
            raise entities()
        self.notes: list[str] = []
        self._names: dict[str, str] = {}  # of WordPress' authors, by login
        _, root = next(self._events(None))
        self.format = format_of(root)
        self.encoding = root.getroottree().docinfo.encoding or "UTF-8"

    def _events(self, meter: Meter | None) -> Iterator[tuple[str, Element]]:
        """Yield the root, then each item when it is complete. Raises UnsupportedFileError."""
        source = Filtered(self._stream, meter, wide=self._wide)
        number = 0
        try:
            for event, element in etree.iterparse(
                source,
                events=("start", "end"),
                tag=None,
                resolve_entities=False,
                load_dtd=False,
                no_network=True,
                huge_tree=False,
                remove_comments=True,
                remove_pis=True,
            ):
                parent = element.getparent()
                if event == "start":
                    if parent is None:
                        check_entities(element)
                        yield event, element
                    continue
                name = local(element)
                if name in ("item", "entry"):
                    number += 1
                    source.since = 0
                    yield event, element
                elif not (name == "author" and WORDPRESS in str(element.tag)):
                    continue
                else:
                    self._remember(element)
                forget(element)
        except etree.XMLSyntaxError as error:
            raise not_xml(error, number, cut=source.ended) from error

    def _remember(self, author: Element) -> None:
        fields = {local(child): text_of(child) for child in author}
        if len(self._names) < MOST_AUTHORS and fields.get("author_display_name"):
            self._names[fields.get("author_login", "")] = fields["author_display_name"]

    def rows(self, columns: Mapping[str, str]) -> Iterator[Found | Refused | Remark]:
        number = 0
        left_out: Counter[str] = Counter()
        for event, element in self._events(self._meter):
            if event == "start":
                continue
            number += 1
            where = f"item {number:,}"
            read = entry_values if local(element) == "entry" else item_values
            values, kind = read(element, self._names)
            if kind:
                left_out[kind] += 1
                yield Remark(where, f"left out: {kind}")
            else:
                yield Found(where, {field: values[name] for field, name in columns.items() if name in values})


def format_of(root: Element) -> str:
    if any(uri.startswith(WORDPRESS) for uri in root.nsmap.values()):
        return "WordPress export"
    name = local(root)
    if name not in ROOTS:
        raise UnsupportedFileError(
            f"The file is XML with the root <{name}>. WordPress exports, RSS and Atom can be imported; save others as "
            f"CSV or JSON."
        )
    return ROOTS[name]


def forget(element: Element) -> None:
    """Free an item and its siblings before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def check_entities(root: Element) -> None:
    document_type = root.getroottree().docinfo.internalDTD
    if document_type is not None and any(True for _ in document_type.iterentities()):
        raise entities()


def entities() -> UnsupportedFileError:
    return UnsupportedFileError(
        "The file declares XML entities of its own, which can expand without end or fetch other files. No feed needs "
        "them; the file was not read."
    )


def not_xml(error: etree.XMLSyntaxError, read: int, *, cut: bool) -> UnsupportedFileError:
    """`cut`: the parser was content until the file ended."""
    message = str(error.msg or error)
    if cut:
        return UnsupportedFileError(f"The file ends in the middle, after {read:,} whole items. Get it whole.")
    return UnsupportedFileError(f"After {read:,} items the file is not XML: {message}.")
