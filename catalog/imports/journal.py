"""What an import writes down: the articles it adds, for an undo, and the rows it refuses, for the report."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bson import ObjectId
from django.utils import timezone

from catalog.categories import category_key
from catalog.import_models import ImportedBatch, RefusedRows
from catalog.importing.rows import Refused
from catalog.models import Category, collection_of

REFUSED_IN_BATCH = 500
# A line of one letter is a refused row too: a file of 100 MB can have fifty million of them.
MOST_REFUSED = 200_000


@dataclass(slots=True)
class ArticleJournal:
    """Knows the articles that a job adds, and those that it added before it was interrupted. `total` counts both."""

    job: ObjectId
    total: int = 0
    _resumed: bool = False
    _known_categories: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        sizes = collection_of(ImportedBatch).aggregate(
            [{"$match": {"job_id": self.job}}, {"$group": {"_id": None, "all": {"$sum": {"$size": "$articles"}}}}]
        )
        self.total = next((row["all"] for row in sizes), 0)
        self._resumed = self.total > 0

    def begin(self, articles: Sequence[ObjectId], categories: Sequence[str]) -> datetime:
        """Write down articles that are about to be added; return the moment that they get as `updated_at`.

        First the journal, then the articles: a worker that is killed in between leaves an entry without an article,
        never an article without an entry.
        """
        if self._resumed:
            self.withdraw(articles)  # written down before the interruption, and not added
        now = timezone.now()
        at = now.replace(microsecond=now.microsecond // 1000 * 1000)  # what MongoDB keeps
        ImportedBatch.objects.create(
            job_id=self.job, at=at, articles=list(articles), categories=list(self._new_categories(categories))
        )
        self.total += len(articles)
        return at

    def withdraw(self, articles: Collection[ObjectId]) -> None:
        """Strike out articles that were not added after all, because another import has just added them."""
        batches = collection_of(ImportedBatch)
        entries = {"job_id": self.job, "articles": {"$in": list(articles)}}
        struck = sum(len(set(articles).intersection(row["articles"])) for row in batches.find(entries, {"articles": 1}))
        if struck:
            batches.update_many(entries, {"$pull": {"articles": {"$in": list(articles)}}})
            self.total -= struck

    def _new_categories(self, names: Sequence[str]) -> Iterator[str]:
        unseen = {key: name for name in names if (key := category_key(name)) not in self._known_categories}
        if unseen:
            self._known_categories |= unseen.keys()
            known = set(Category.objects.filter(key__in=unseen).values_list("key", flat=True))
            yield from (name for key, name in unseen.items() if key not in known)


@dataclass(slots=True)
class RefusalJournal:
    """Keeps the refused rows of a job, up to MOST_REFUSED. Call `flush` at the end."""

    job: ObjectId
    written: int = 0
    _rows: list[tuple[str, str]] = field(default_factory=list)

    def forget(self) -> None:
        """Remove what an interrupted run has written: the file is read from its beginning again."""
        RefusedRows.objects.filter(job_id=self.job).delete()

    def add(self, refused: Refused) -> None:
        if self.written + len(self._rows) < MOST_REFUSED:
            self._rows.append((refused.where, refused.reason))
        if len(self._rows) >= REFUSED_IN_BATCH:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            RefusedRows.objects.create(job_id=self.job, rows=json.dumps(self._rows))
            self.written += len(self._rows)
            self._rows = []


def refused_rows(job: ObjectId) -> Iterator[tuple[str, str]]:
    """Yield place and reason of each refused row that was kept, in the order of the file."""
    for rows in RefusedRows.objects.filter(job_id=job).order_by("pk").values_list("rows", flat=True).iterator():
        yield from (tuple(row) for row in json.loads(rows))
