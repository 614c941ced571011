"""Writing articles so that no edit is ever lost, neither to another editor nor to MongoDB going away.

`transaction.atomic` and `select_for_update` of Django do nothing on this backend. So each write here is one
statement that says which version it was made from; MongoDB does a single statement wholly or not at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.models import Article

FIELDS = ("title", "category", "published_at", "content")


@dataclass(frozen=True)
class Conflict:
    """The article is no longer what the editor saw. `theirs` is what it is now, None when it is gone."""

    theirs: Article | None


def create(values: Mapping[str, Any], key: ObjectId) -> Article:
    """Add an article under the id `key`; asked again with the same text, return the one that is there."""
    article = Article(pk=key, **_text(values))
    try:
        article.save(force_insert=True)
    except IntegrityError:
        there = Article.objects.filter(pk=key).first()
        if there and _says(there, values):
            return there
        # The form was sent, changed after "back", and sent again: that is another article.
        article = Article(pk=ObjectId(), **_text(values))
        article.save(force_insert=True)
    return article


def save_edit(pk: ObjectId, version: int, values: Mapping[str, Any]) -> Conflict | None:
    """Write the edit made from `version`, or return what stands in its way and write nothing."""
    saved = _at_version(pk, version).update(**_text(values), version=version + 1, updated_at=timezone.now())
    if saved:
        return None
    theirs = Article.objects.filter(pk=pk).first()
    if theirs and _says(theirs, values):
        return None  # somebody, likely this very form sent twice, has saved the same
    return Conflict(theirs)


def delete(pk: ObjectId, version: int) -> Conflict | None:
    """Delete the article if it is still at `version`."""
    deleted, _ = _at_version(pk, version).delete()
    return None if deleted else Conflict(Article.objects.filter(pk=pk).first())


def _at_version(pk: ObjectId, version: int) -> QuerySet[Article]:
    none_yet = Q(version__isnull=True) if version == 0 else Q()
    return Article.objects.filter(Q(version=version) | none_yet, pk=pk)


def _text(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in FIELDS}


def _says(article: Article, values: Mapping[str, Any]) -> bool:
    return all(getattr(article, name) == values[name] for name in FIELDS)
