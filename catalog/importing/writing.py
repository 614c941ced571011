"""Writing rows into MongoDB in batches, without touching the articles that exist.

Not through the ORM: its `bulk_create` takes longer to make the documents than MongoDB to store them. And while MongoDB
stores a batch, the rows of the next are read. Everything else happens in the caller's thread, batch by batch: the look
for what is there, the journal, the counts, the categories (docs/decisions/0020-imports-write-documents.md).
"""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

from bson import ObjectId
from django.db import reset_queries
from django.utils import timezone
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from catalog.categories import canonical_names
from catalog.editing.recategorise import settle
from catalog.importing.checking import Row
from catalog.importing.identity import Fingerprint, key_of
from catalog.models import Article, collection_of

Document = dict[str, Any]

BATCH_ROWS = 1_000
BATCH_CHARACTERS = 4_000_000  # a batch of the longest texts would otherwise take 200 MB
DUPLICATE_KEY = 11000  # MongoDB's code


@dataclass(slots=True)
class Tally:
    new: int = 0
    known: int = 0
    refused: int = 0

    @property
    def rows(self) -> int:
        return self.new + self.known + self.refused

    def __str__(self) -> str:
        return f"{self.rows:,} rows: {self.new:,} new, {self.known:,} known, {self.refused:,} refused"


class Journal(Protocol):
    """Someone who writes down which articles an import adds, so that it can be undone."""

    def begin(self, articles: Sequence[ObjectId], categories: Sequence[str]) -> datetime:
        """Called before these articles are written. Returns the moment that becomes their `updated_at`."""
        ...

    def withdraw(self, articles: Sequence[ObjectId]) -> None:
        """Called for those of them that were not written, because another import was faster."""
        ...


class NoJournal:
    """The command's: importing again continues, and nothing is undone."""

    def begin(self, _articles: Sequence[ObjectId], _categories: Sequence[str]) -> datetime:
        return timezone.now()

    def withdraw(self, _articles: Sequence[ObjectId]) -> None:
        pass


@dataclass(frozen=True, slots=True)
class PendingRow:
    pk: ObjectId
    row: Row
    digest: bytes
    occurrence: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A batch that is being written: its rows, those of them that are new, and the end of the writing."""

    batch: Sequence[PendingRow]
    new: Sequence[PendingRow]
    done: Future[None]


@dataclass(slots=True)
class Writer:
    """Within a `with` block, call `canonical` and `add` for each row, and `finish` at the end.

    `tally` counts a batch once it is written, also when an exception ends the block.
    """

    tally: Tally
    journal: Journal = field(default_factory=NoJournal)
    # An empty archive cannot contain any of these rows, except those that this writer writes.
    _was_empty: bool = field(default_factory=lambda: not Article.objects.exists())
    _names: dict[str, str] = field(default_factory=lambda: dict(canonical_names()))
    _ids: set[ObjectId] = field(default_factory=set)  # of the batch
    _batch: list[PendingRow] = field(default_factory=list)
    _characters: int = 0
    _sent: Sent | None = None
    _background: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Count what is being written. If that fails too, its error is the one to tell, unless the process ends."""
        try:
            self._settle_sent()
        except Exception:
            if error is None or isinstance(error, Exception):
                raise
        finally:
            self._background.shutdown()

    def canonical(self, row: Row) -> Row:
        """Return the row with its category's canonical name; the first spelling of a new category becomes that."""
        name = self._names.setdefault(key_of(row.category), row.category)
        return row if name == row.category else replace(row, category=name)

    def add(self, row: Row, key: str, fingerprint: Fingerprint, occurrence: int) -> None:
        """Add a row; key and fingerprint are those of the file's category. A row with an id of its own keeps it."""
        pk = row.own_id or fingerprint.id(occurrence)
        if pk in self._ids:  # an id that the file has twice
            self.tally.known += 1
            return
        self._ids.add(pk)
        digest = fingerprint.digest
        if key_of(row.category) != key:  # a renamed category: its articles have the new name
            digest = digest_of(row.category, row.title, row.content)
        self._batch.append(PendingRow(pk, row, digest, occurrence))
        self._characters += len(row.content)
        if len(self._batch) >= BATCH_ROWS or self._characters >= BATCH_CHARACTERS:
            self.flush()

    def flush(self) -> None:
        """Begin to write the batch, once the one before is written."""
        self._settle_sent()
        batch, self._batch, self._characters = self._batch, [], 0
        self._ids.clear()
        self._send(batch)
        reset_queries()  # with DEBUG on, Django keeps every statement in memory

    def finish(self) -> None:
        self.flush()
        self._settle_sent()

    def _send(self, batch: Sequence[PendingRow]) -> None:
        new = self._unknown(batch)
        if not new:
            self.tally.known += len(batch)
            return
        at = self.journal.begin(
            [waiting.pk for waiting in new], list(dict.fromkeys(waiting.row.category for waiting in new))
        )
        documents = [document_of(waiting.pk, waiting.row, at) for waiting in new]
        self._sent = Sent(batch, new, self._background.submit(insert, collection_of(Article), documents))

    def _settle_sent(self) -> None:
        """Wait until the batch that was sent is written, and count it."""
        while sent := self._sent:
            wait([sent.done])
            self._sent = None
            try:
                sent.done.result()
            except BulkWriteError as error:
                if not is_duplicate(error):
                    raise
                # Another import writes the same rows now. Those before the first duplicate are written; retry the rest.
                written = error.details["nInserted"]
                self._tell(sent.new[:written])
                self.journal.withdraw([waiting.pk for waiting in sent.new[written:]])
                done = {waiting.pk for waiting in sent.new[:written]}
                self._send([waiting for waiting in sent.batch if waiting.pk not in done])
            else:
                self.tally.known += len(sent.batch) - len(sent.new)
                self._tell(sent.new)

    def _tell(self, new: Sequence[PendingRow]) -> None:
        self.tally.new += len(new)
        if new:
            settle({waiting.row.category for waiting in new}, [waiting.pk for waiting in new])

    def _unknown(self, batch: Sequence[PendingRow]) -> Sequence[PendingRow]:
        """Return the rows that exist neither under their id (even if edited since) nor often enough by their text."""
        ids = [waiting.pk for waiting in batch]
        there = {found["_id"] for found in collection_of(Article).find({"_id": {"$in": ids}}, {"_id": True})}
        unknown = [waiting for waiting in batch if waiting.pk not in there]
        if self._was_empty or not unknown:
            return unknown
        existing = count_existing(unknown)
        return [waiting for waiting in unknown if waiting.row.own_id or waiting.occurrence > existing[waiting.digest]]


def insert(articles: Collection[Document], documents: Sequence[Document]) -> None:
    """Write the documents. This runs in the background: the ORM has a connection of each thread, the driver one."""
    articles.insert_many(documents)


def is_duplicate(error: BulkWriteError) -> bool:
    return any(each.get("code") == DUPLICATE_KEY for each in error.details.get("writeErrors", ()))


def count_existing(batch: list[PendingRow]) -> Counter[bytes]:
    """Count the articles with the same category, title and text as these rows, whoever wrote them."""
    titles = {waiting.row.title for waiting in batch}
    # The collection ignores case when it compares titles; the digest does not.
    alike = Article.objects.filter(title__in=titles).order_by().values_list("category", "title", "content")
    return Counter(digest_of(*texts) for texts in alike.iterator() if all(texts) and texts[1] in titles)


def digest_of(category: str, title: str, content: str) -> bytes:
    return Fingerprint(key_of(category), title, content).digest


def document_of(pk: ObjectId, row: Row, at: datetime) -> Document:
    """Return the document that the ORM would store for this article; a test compares them."""
    return {
        "_id": pk,
        "title": row.title,
        "content": row.content,
        "category": row.category,
        "published_at": row.published_at,
        "author": list(row.author),
        "source_url": row.source_url,
        "updated_at": at,
        "version": 1,
    }
