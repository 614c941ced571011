"""Writing articles so that no edit is lost, neither to another editor nor to an outage of MongoDB.

Django's `transaction.atomic` and `select_for_update` do nothing on this backend. So each write is a single statement,
which MongoDB executes atomically, on the condition that the article still has the version the editor saw. What it was
before is kept first (catalog/editing/history.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.categories import canonical_name
from catalog.editing import history
from catalog.editing.history import EDIT, NOBODY, Action, By, Change
from catalog.editing.recategorise import settle
from catalog.models import Article, collection_of

FIELDS = ("title", "category", "author", "published_at", "source_url", "content")


@dataclass(frozen=True, slots=True)
class Conflict:
    """The article has changed since the editor saw it. `theirs` is the saved version, None if it was deleted."""

    theirs: Article | None


def create(values: Mapping[str, Any], key: ObjectId) -> Article:
    """Add an article with the id `key`, or return the one that has this id and the same text already."""
    values = editable_values(values)
    article = Article(pk=key, **values)
    try:
        article.save(force_insert=True)
    except IntegrityError:
        there = Article.objects.filter(pk=key).first()
        if there and has_values(there, values):
            article = there
        else:
            # The form was sent, changed after going back, and sent again: that is another article.
            article = Article(pk=ObjectId(), **values)
            article.save(force_insert=True)
    settle([article.category], [article.pk])
    return article


def save_edit(pk: ObjectId, version: int, values: Mapping[str, Any], change: Change = EDIT) -> Conflict | None:
    """Save an edit made from `version`. On a conflict, write nothing and return it.

    What changes nothing is saved already: it makes no version.
    """
    values = editable_values(values)
    there = Article.objects.filter(pk=pk).first()
    if there and (there.version or 0) == version and has_values(there, values):
        settle([values["category"]], [pk])
        return None
    kept = history.before_change(pk, version, change, values)
    if kept and at_version(pk, version).update(**values, version=version + 1, updated_at=timezone.now()):
        history.after_change(kept)
    else:
        theirs = Article.objects.filter(pk=pk).first()
        if not theirs or not has_values(theirs, values):
            return Conflict(theirs)
        # The same text is saved already: the form was sent twice, or MongoDB went away just after the first time.
    settle([values["category"]], [pk])
    return None


def recategorise(pk: ObjectId, version: int, category: str, change: Change) -> Conflict | None:
    """Give the article another category if it still has `version`; otherwise write nothing and return the conflict.

    No other field is written, whatever another program has stored in it.
    """
    kept = history.before_change(pk, version, change, {"category": category})
    now = {"category": category, "version": version + 1, "updated_at": timezone.now()}
    if kept and at_version(pk, version).update(**now):
        history.after_change(kept)
    else:
        theirs = Article.objects.filter(pk=pk).first()
        is_this = theirs and (theirs.version, theirs.category) == (version + 1, category)
        if not is_this or not history.was_ended_by(pk, version, change.by):
            return Conflict(theirs)
        # The form was sent twice, or MongoDB went away just after the first time.
    settle([category], [pk])
    return None


def bring_back(pk: ObjectId, values: Mapping[str, Any], change: Change) -> Conflict | None:
    """Add a deleted article again with its id. If it is there by now, write nothing and return the conflict."""
    values = editable_values(values)
    kept = history.before_return(pk, change)
    try:
        Article(pk=pk, version=kept.row["version"] + 1, **values).save(force_insert=True)
    except IntegrityError:
        there = Article.objects.filter(pk=pk).first()
        if not there or not has_values(there, values):
            return Conflict(there)
        # Sent twice, or MongoDB went away just after the first time.
    else:
        history.after_change(kept)
    settle([values["category"]], [pk])
    return None


def delete(pk: ObjectId, version: int, by: By = NOBODY) -> Conflict | None:
    """Delete the article if it still has `version`; otherwise return the conflict."""
    kept = history.before_change(pk, version, Change(Action.DELETED, by))
    if kept and at_version(pk, version).delete()[0]:
        history.after_change(kept)
        return None
    return Conflict(Article.objects.filter(pk=pk).first())


def delete_many(pks: Sequence[ObjectId], by: By = NOBODY) -> int:
    """Delete these articles, whatever version they have by now; return how many were."""
    articles = collection_of(Article)
    there = {"_id": {"$in": list(pks)}}
    change = Change(Action.DELETED, by)
    return history.write_many(there, change, {}, lambda only: articles.delete_many(only).deleted_count)


def at_version(pk: ObjectId, version: int) -> QuerySet[Article]:
    none_yet = Q(version__isnull=True) if version == 0 else Q()
    return Article.objects.filter(Q(version=version) | none_yet, pk=pk)


def editable_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that an editor may change. A category by another spelling or a former name is the same one."""
    given = {name: values[name] for name in FIELDS}
    return {**given, "category": canonical_name(given["category"]), "author": list(given["author"] or ())}


def has_values(article: Article, values: Mapping[str, Any]) -> bool:
    """Return whether the article has these editable values; another program may have left out the optional ones."""
    stored = {name: getattr(article, name) for name in FIELDS}
    stored |= {"author": stored["author"] or [], "source_url": stored["source_url"] or ""}
    return all(stored[name] == values[name] for name in FIELDS)
