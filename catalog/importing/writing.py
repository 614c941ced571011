"""Writing rows into MongoDB in batches, without touching the articles that exist."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from bson import ObjectId
from django.db import IntegrityError, reset_queries
from django.utils import timezone

from catalog.categories import canonical_names
from catalog.editing.recategorise import settle
from catalog.importing.checking import Row
from catalog.importing.identity import digest, key_of, object_id
from catalog.models import Article

BATCH_ROWS = 1_000
FIELDS = [field.attname for field in Article._meta.concrete_fields]  # noqa: SLF001  # documented API
BATCH_CHARACTERS = 4_000_000  # a batch of the longest texts would otherwise take 200 MB


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

    def withdraw(self, articles: Collection[ObjectId]) -> None:
        """Called for those of them that were not written, because another import was faster."""
        ...


class NoJournal:
    """The command's: importing again continues, and nothing is undone."""

    def begin(self, _articles: Sequence[ObjectId], _categories: Sequence[str]) -> datetime:
        return timezone.now()

    def withdraw(self, _articles: Collection[ObjectId]) -> None:
        pass


@dataclass(frozen=True, slots=True)
class PendingRow:
    pk: ObjectId
    row: Row
    digest: bytes
    occurrence: int


@dataclass(slots=True)
class Writer:
    """Call `canonical` and `add` for each row and `flush` at the end."""

    tally: Tally
    journal: Journal = field(default_factory=NoJournal)
    # An empty archive cannot contain any of these rows, except those that this writer writes.
    _was_empty: bool = field(default_factory=lambda: not Article.objects.exists())
    _names: dict[str, str] = field(default_factory=lambda: dict(canonical_names()))
    _ids: set[ObjectId] = field(default_factory=set)  # of the batch
    _batch: list[PendingRow] = field(default_factory=list)
    _characters: int = 0

    def canonical(self, row: Row) -> Row:
        """Return the row with its category's canonical name; the first spelling of a new category becomes that."""
        name = self._names.setdefault(key_of(row.category), row.category)
        return row if name == row.category else replace(row, category=name)

    def add(self, row: Row, key: str, row_digest: bytes, occurrence: int) -> None:
        """Add a row; key and digest are those of the file's category. A row with an id of its own keeps it."""
        pk = row.own_id or object_id(key, row.title, row.content, occurrence)
        if pk in self._ids:  # an id that the file has twice
            self.tally.known += 1
            return
        self._ids.add(pk)
        if key_of(row.category) != key:  # a renamed category: its articles have the new name
            row_digest = digest_of(row.category, row.title, row.content)
        self._batch.append(PendingRow(pk, row, row_digest, occurrence))
        self._characters += len(row.content)
        if len(self._batch) >= BATCH_ROWS or self._characters >= BATCH_CHARACTERS:
            self.flush()

    def flush(self) -> None:
        while self._batch:
            new = self._unknown()
            at = self._begin(new)
            try:
                Article.objects.bulk_create(to_article(waiting, at) for waiting in new)
            except IntegrityError as error:
                # Another import writes the same rows now. Those before the first duplicate are written; retry the rest.
                written = getattr(error.__cause__, "details", {}).get("nInserted", 0)
                self._tell(new[:written])
                self.journal.withdraw([waiting.pk for waiting in new[written:]])
                done = {waiting.pk for waiting in new[:written]}
                self._batch = [waiting for waiting in self._batch if waiting.pk not in done]
            else:
                self._tell(new)
                self.tally.known += len(self._batch) - len(new)
                self._batch = []
        self._characters = 0
        self._ids.clear()
        reset_queries()  # with DEBUG on, Django keeps every statement in memory

    def _begin(self, new: Sequence[PendingRow]) -> datetime:
        if not new:
            return timezone.now()
        return self.journal.begin(
            [waiting.pk for waiting in new], list(dict.fromkeys(waiting.row.category for waiting in new))
        )

    def _tell(self, new: Sequence[PendingRow]) -> None:
        self.tally.new += len(new)
        if new:
            settle({waiting.row.category for waiting in new}, [waiting.pk for waiting in new])

    def _unknown(self) -> list[PendingRow]:
        """Return the rows that exist neither under their id (even if edited since) nor often enough by their text."""
        ids = [waiting.pk for waiting in self._batch]
        there = set(Article.objects.filter(pk__in=ids).order_by().values_list("pk", flat=True))
        unknown = [waiting for waiting in self._batch if waiting.pk not in there]
        if self._was_empty or not unknown:
            return unknown
        existing = count_existing(unknown)
        return [waiting for waiting in unknown if waiting.row.own_id or waiting.occurrence > existing[waiting.digest]]


def count_existing(batch: list[PendingRow]) -> Counter[bytes]:
    """Count the articles with the same category, title and text as these rows, whoever wrote them."""
    titles = {waiting.row.title for waiting in batch}
    # The collection ignores case when it compares titles; the digest does not.
    alike = Article.objects.filter(title__in=titles).order_by().values_list("category", "title", "content")
    return Counter(digest_of(*texts) for texts in alike.iterator() if all(texts) and texts[1] in titles)


def digest_of(category: str, title: str, content: str) -> bytes:
    return digest(key_of(category), title, content)


def to_article(waiting: PendingRow, at: datetime) -> Article:
    row = waiting.row
    values = {
        "id": waiting.pk,
        "title": row.title,
        "content": row.content,
        "category": row.category,
        "published_at": row.published_at,
        "author": list(row.author),
        "source_url": row.source_url,
        "updated_at": at,
        "version": 1,
    }
    # By position: Django makes an instance three times as fast as from keywords.
    return Article(*(values[name] for name in FIELDS))
