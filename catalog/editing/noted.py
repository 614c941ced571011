"""Writing articles on the site's pages, and noting who did it: in the trail, and in the history that the admin shows.

The note follows the write. When the page is sent again, because the answer was lost between the two or after a double
click, `once` keeps what happened to one note. It tells the moment too: an article that is imported again after its
deletion has the same id, and begins at version 1 again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models import Model
from django.http import HttpRequest

from audit import trail
from audit.models import Action as Entered
from catalog.editing import conflicts
from catalog.editing.conflicts import Conflict
from catalog.editing.history import Action, By, Change
from catalog.models import Article

ENTRIES = {ADDITION: Entered.ADDED, CHANGE: Entered.CHANGED, DELETION: Entered.DELETED}


def create(request: HttpRequest, values: Mapping[str, Any], key: ObjectId) -> Article:
    article = conflicts.create(values, key)
    note(request, article, ADDITION, once=f"{article.pk} added {moment(article)}")
    return article


def save_edit(
    request: HttpRequest, pk: ObjectId, version: int, values: Mapping[str, Any], *, restored: str = ""
) -> Conflict | int:
    """Save an edit and return the version that has it, the same one if it changes nothing.

    `restored` says which version the values are from, if that is what it is.
    """
    before = Article.objects.filter(pk=pk).first()
    if conflict := conflicts.save_edit(pk, version, values, change_of(request, restored)):
        return conflict
    assert before  # noqa: S101  # for the type checker: an article that is not there is a conflict
    is_first = (before.version or 0) == version
    if is_first and conflicts.has_values(before, conflicts.editable_values(values)):
        return version
    fields = changed_fields(before, values) if is_first else []
    saved = Article.objects.filter(pk=pk).first() or before  # which is gone if somebody has deleted it since
    title = str(values["title"])
    once = f"{pk} version {version + 1} {moment(saved)}"
    note(request, Article(pk=pk, title=title), CHANGE, fields, once=once, detail=restored)
    return version + 1


def recategorise(
    request: HttpRequest, article: Article, version: int, category: str, *, undone: str = ""
) -> Conflict | None:
    """Give an article another category. `undone` says what this undoes, if that is what it is."""
    if conflict := conflicts.recategorise(article.pk, version, category, change_of(request, undone)):
        return conflict
    saved = Article.objects.filter(pk=article.pk).first() or article  # which is gone if somebody has deleted it since
    once = f"{article.pk} version {version + 1} {moment(saved)}"
    note(request, article, CHANGE, ["category"], once=once, detail=undone)
    return None


def bring_back(request: HttpRequest, pk: ObjectId, values: Mapping[str, Any], restored: str) -> Conflict | int:
    """Add a deleted article again, with its id, and return its version."""
    if conflict := conflicts.bring_back(pk, values, change_of(request, restored)):
        return conflict
    there = Article.objects.filter(pk=pk).first() or Article(pk=pk, title=values["title"])
    note(request, there, ADDITION, once=f"{pk} back as version {there.version} {moment(there)}", detail=restored)
    return there.version


def delete(request: HttpRequest, article: Article, version: int) -> Conflict | None:
    if conflict := conflicts.delete(article.pk, version, by_of(request)):
        return conflict
    note_deletion(request, article, version)
    return None


def note_deletion(request: HttpRequest, article: Article, version: int) -> None:
    note(request, article, DELETION, once=f"{article.pk} version {version} deleted {moment(article)}")


def moment(article: Article) -> str:
    """Return when the article was last changed, as exactly as MongoDB keeps it; another program may not have said."""
    return article.updated_at.isoformat(timespec="milliseconds") if article.updated_at else ""


def by_of(request: HttpRequest) -> By:
    return By(request.user.pk, request.user.get_username())


def change_of(request: HttpRequest, restored: str) -> Change:
    return Change(Action.RESTORED if restored else Action.CHANGED, by_of(request), restored)


def changed_fields(before: Article, values: Mapping[str, Any]) -> list[str]:
    """Return the labels of the fields in which an edit of this version changes something."""
    given = conflicts.editable_values(values)
    names = [name for name in conflicts.FIELDS if (getattr(before, name) or None) != (given[name] or None)]
    labels = {field.name: field.verbose_name for field in Article._meta.fields}  # noqa: SLF001  # documented API
    return [str(labels[name]) for name in names]


def note(
    request: HttpRequest, article: Model, flag: int, fields: Sequence[str] = (), *, once: str, detail: str = ""
) -> None:
    about = {"request": request, "thing": trail.thing_of(article), "fields": fields, "detail": detail}
    if trail.record(ENTRIES[flag], once=once, **about):
        message = detail or ([{"changed": {"fields": list(fields)}}] if fields else [])
        LogEntry.objects.log_actions(  # type: ignore[call-overload]  # one article is a list of one here
            request.user.pk, [article], flag, change_message=message, single_object=True
        )
