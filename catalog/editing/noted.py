"""Writing articles on the site's pages, and noting who did it: in the trail, and in the history that the admin shows.

The note follows the write. When the page is sent again, because the answer was lost between the two or after a double
click, `once` keeps what happened to one note.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models import Model
from django.http import HttpRequest

from audit import trail
from audit.models import Action
from catalog.editing import conflicts
from catalog.editing.conflicts import Conflict
from catalog.models import Article

ACTIONS = {ADDITION: Action.ADDED, CHANGE: Action.CHANGED, DELETION: Action.DELETED}


def create(request: HttpRequest, values: Mapping[str, Any], key: ObjectId) -> Article:
    article = conflicts.create(values, key)
    note(request, article, ADDITION, once=f"{article.pk} added")
    return article


def save_edit(request: HttpRequest, pk: ObjectId, version: int, values: Mapping[str, Any]) -> Conflict | None:
    before = Article.objects.filter(pk=pk).first()
    if conflict := conflicts.save_edit(pk, version, values):
        return conflict
    assert before  # noqa: S101  # for the type checker: an article that is not there is a conflict
    fields = changed_fields(before, values) if (before.version or 0) == version else []
    title = str(values["title"])
    note(request, Article(pk=pk, title=title), CHANGE, fields, once=f"{pk} version {version + 1}")
    return None


def delete(request: HttpRequest, article: Article, version: int) -> Conflict | None:
    if conflict := conflicts.delete(article.pk, version):
        return conflict
    note(request, article, DELETION, once=f"{article.pk} deleted")
    return None


def changed_fields(before: Article, values: Mapping[str, Any]) -> list[str]:
    """Return the labels of the fields in which an edit of this version changes something."""
    given = conflicts.editable_values(values)
    names = [name for name in conflicts.FIELDS if (getattr(before, name) or None) != (given[name] or None)]
    labels = {field.name: field.verbose_name for field in Article._meta.fields}  # noqa: SLF001  # documented API
    return [str(labels[name]) for name in names]


def note(request: HttpRequest, article: Model, flag: int, fields: Sequence[str] = (), *, once: str) -> None:
    about = {"request": request, "thing": trail.thing_of(article), "fields": fields}
    if trail.record(ACTIONS[flag], once=once, **about):
        message = [{"changed": {"fields": list(fields)}}] if fields else []
        LogEntry.objects.log_actions(  # type: ignore[call-overload]  # one article is a list of one here
            request.user.pk, [article], flag, change_message=message, single_object=True
        )
