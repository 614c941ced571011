"""Putting rows into MongoDB in batches, leaving alone what is there."""

from collections import Counter
from dataclasses import dataclass, field

from bson import ObjectId
from django.db import IntegrityError, reset_queries

from catalog.importing.checking import Row
from catalog.importing.identity import digest, object_id
from catalog.models import Article

BATCH_ROWS = 1_000
BATCH_CHARACTERS = 4_000_000  # a thousand of the longest texts would be 200 MB


@dataclass
class Tally:
    new: int = 0
    known: int = 0
    refused: int = 0

    @property
    def rows(self) -> int:
        return self.new + self.known + self.refused

    def __str__(self) -> str:
        return f"{self.rows:,} rows: {self.new:,} new, {self.known:,} known, {self.refused:,} refused"


@dataclass(frozen=True)
class _Waiting:
    pk: ObjectId
    row: Row
    digest: bytes
    occurrence: int


@dataclass
class Writer:
    """Call `add` for each row and `flush` at the end."""

    tally: Tally
    # Into an empty archive nothing can be held already but what this writer writes itself: no need to look.
    _was_empty: bool = field(default_factory=lambda: not Article.objects.exists())
    _batch: list[_Waiting] = field(default_factory=list)
    _characters: int = 0

    def add(self, row: Row, row_digest: bytes, occurrence: int) -> None:
        pk = object_id(row.category, row.title, row.content, occurrence)
        self._batch.append(_Waiting(pk, row, row_digest, occurrence))
        self._characters += len(row.content)
        if len(self._batch) >= BATCH_ROWS or self._characters >= BATCH_CHARACTERS:
            self.flush()

    def flush(self) -> None:
        while self._batch:
            new = self._unknown()
            try:
                Article.objects.bulk_create(_article(waiting) for waiting in new)
            except IntegrityError as error:
                # Somebody imports the same rows at this moment. Those before the first double are in; look again.
                written = getattr(error.__cause__, "details", {}).get("nInserted", 0)
                done = {waiting.pk for waiting in new[:written]}
                self._batch = [waiting for waiting in self._batch if waiting.pk not in done]
                self.tally.new += written
            else:
                self.tally.new += len(new)
                self.tally.known += len(self._batch) - len(new)
                self._batch = []
        self._characters = 0
        reset_queries()  # with DEBUG on, Django keeps every statement: the whole archive

    def _unknown(self) -> list[_Waiting]:
        """Return the rows that are neither there under their own id (even if edited since) nor held often enough."""
        ids = [waiting.pk for waiting in self._batch]
        there = set(Article.objects.filter(pk__in=ids).order_by().values_list("pk", flat=True))
        unknown = [waiting for waiting in self._batch if waiting.pk not in there]
        if self._was_empty or not unknown:
            return unknown
        held = _held(unknown)
        return [waiting for waiting in unknown if waiting.occurrence > held[waiting.digest]]


def _held(batch: list[_Waiting]) -> Counter[bytes]:
    """Count the articles with the very category, title and text of these rows, whoever wrote them."""
    titles = {waiting.row.title for waiting in batch}
    # The collection ignores case when it looks titles up; the digest does not.
    alike = Article.objects.filter(title__in=titles).order_by().values_list("category", "title", "content")
    return Counter(digest(*texts) for texts in alike.iterator() if all(texts) and texts[1] in titles)


def _article(waiting: _Waiting) -> Article:
    row = waiting.row
    return Article(
        pk=waiting.pk,
        title=row.title,
        content=row.content,
        category=row.category,
        published_at=row.published_at,
    )
