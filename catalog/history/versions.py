"""The versions of an article, in order: the present one, and before it those that are kept.

A row tells how its version ended. So who made a version is in the row of the version before it; of the first one the
trail knows it, or the import.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from bson import ObjectId
from django.urls import reverse

from audit.models import Action as Entered
from audit.models import Entry
from catalog.editing.history import FIELDS
from catalog.history_models import FormerVersion
from catalog.import_models import ImportedBatch
from catalog.models import Article

MOST_DELETED = 10_000


@dataclass(frozen=True, slots=True)
class Made:
    """How a version came to be. Each part is empty when it is not known."""

    who: str = ""
    how: str = ""
    changes: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """`article` is never saved, and lacks its text in a list. `row` tells it from a later one of the same number."""

    article: Article
    number: int
    at: datetime | None
    made: Made = Made()
    is_present: bool = False
    is_gone: bool = False
    row: ObjectId | None = None

    @property
    def name(self) -> str:
        return f"version {self.number}"

    @property
    def address(self) -> str:
        found = reverse("catalog:version", args=[self.article.pk, self.number])
        return f"{found}?row={self.row}" if self.row else found

    @property
    def is_former(self) -> bool:
        return not (self.is_present or self.is_gone)


@dataclass(frozen=True, slots=True)
class History:
    """`versions` newest first; `present` is None when the article is gone."""

    pk: ObjectId
    present: Article | None
    versions: Sequence[Version]

    @property
    def title(self) -> str:
        return str(next((each.article.title for each in self.versions if not each.is_gone), ""))

    def find(self, number: int, row: str = "") -> Version | None:
        """Return a version with its text, if there is one."""
        alike = [each for each in self.versions if each.number == number and not each.is_gone]
        found = next((each for each in alike if str(each.row or "") == row), None)
        if found is None or found.is_present:
            return found
        stored = FormerVersion.objects.filter(article=self.pk, version=found.article.version, gone=False)
        former = stored.filter(pk=found.row).first() if found.row else stored.first()
        return replace(found, article=article_of(former)) if former else None

    def place(self, version: Version) -> int:
        return self.versions.index(version)

    def before(self, version: Version) -> Version | None:
        """Return the version before this one, without its text."""
        older = islice(self.versions, self.versions.index(version) + 1, None) if version in self.versions else ()
        return next((each for each in older if not each.is_gone), None)


def history_of(pk: ObjectId) -> History:
    """Return the versions without their texts, but for the present one."""
    present = Article.objects.filter(pk=pk).first()
    rows = [row for row in FormerVersion.objects.filter(article=pk).defer("content") if not is_left_over(row, present)]
    if present is None:
        while rows and rows[0].gone:  # left from a return that failed
            del rows[0]
    return History(pk, present, list(versions(pk, present, rows)))


def is_left_over(row: FormerVersion, present: Article | None) -> bool:
    """Return whether the row is the present version, kept by a write that then failed."""
    return present is not None and (row.version or 0, row.updated_at) == (present.version or 0, present.updated_at)


def versions(pk: ObjectId, present: Article | None, rows: Sequence[FormerVersion]) -> Iterator[Version]:
    if present:
        yield Version(
            present, present.version or 0, present.updated_at, made(pk, present.version, rows), is_present=True
        )
    elif rows:
        number = (rows[0].version or 0) + 1
        how = made(pk, number, rows) if rows[0].deletion else Made(how="deleted by another program")
        yield Version(Article(pk=pk), number, rows[0].kept_at, how, is_gone=True)
    seen = {present.version or 0} if present else set()
    for place, row in enumerate(rows):
        number = row.version or 0
        key = row.pk if number in seen else None
        seen.add(number)
        how = made(pk, number, rows[place + 1 :])
        yield Version(article_of(row), number, row.updated_at, how, is_gone=row.gone, row=key)


def made(pk: ObjectId, number: int | None, older: Sequence[FormerVersion]) -> Made:
    """Return how the version of this number was made, which the next older row may tell."""
    if older and (older[0].version or 0) + 1 == (number or 0):
        row = older[0]
        if row.action == FormerVersion.Action.MOVED:
            return Made(row.username, f"category {row.note}")
        return Made(row.username, row.note or row.get_action_display(), row.changes)
    return first_made(pk) if number == 1 else Made()


def first_made(pk: ObjectId) -> Made:
    batch = ImportedBatch.objects.filter(articles__contains=[pk]).order_by("-pk").select_related("job__user").first()
    if batch:
        return Made(batch.job.user.get_username() if batch.job.user else "", f"imported from {batch.job.file_name}")
    added = Entry.objects.filter(kind="catalog.article", object_key=str(pk), action=Entered.ADDED, detail="")
    entry = added.order_by("-at").first()
    return Made(entry.username, "added") if entry else Made(how="added or imported")


def article_of(row: FormerVersion) -> Article:
    deferred = row.get_deferred_fields()
    values: dict[str, Any] = {name: getattr(row, name) for name in FIELDS if name not in deferred}
    return Article(pk=row.article, **values)


def deleted_articles() -> list[ObjectId]:
    """Return the ids of the articles whose last version is kept, the last deleted first; at most 10,000."""
    rows = FormerVersion.objects.filter(deletion=True).order_by("-kept_at").values_list("article", flat=True)
    found = list(dict.fromkeys(rows[:MOST_DELETED]))
    there = set(Article.objects.filter(pk__in=found).order_by().values_list("pk", flat=True))
    return [pk for pk in found if pk not in there]


def last_versions(pks: Sequence[ObjectId]) -> list[FormerVersion]:
    """Return the last version of each of these deleted articles, without its text."""
    rows = FormerVersion.objects.filter(article__in=pks, deletion=True).defer("content").order_by("kept_at")
    last = {row.article: row for row in rows}
    return [last[pk] for pk in pks if pk in last]
