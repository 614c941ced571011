"""Restoring a former version: an edit like any other, or the return of a deleted article."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from django.http import HttpRequest, QueryDict

from catalog.editing import noted
from catalog.editing.conflicts import FIELDS, Conflict
from catalog.forms import MAX_VERSION, EditArticleForm
from catalog.history.versions import History, Version
from catalog.models import Article

MAX_DIGITS = len(str(MAX_VERSION))


class Restoring(Enum):
    DONE = auto()
    CONFLICT = auto()
    INVALID = auto()


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of it.

    `version` is the new one, if one was made; `theirs` is what is saved instead, None if the article is gone.
    """

    state: Restoring
    form: EditArticleForm
    version: int | None = None
    theirs: Article | None = None
    reason: str = ""


def restore_version(request: HttpRequest, history: History, shown: Version) -> Restored:
    """Save the version if the article still is what the page showed: `version` in the form, empty for none at all."""
    form = form_of(shown.article)
    if not form.is_valid():
        reasons = [f"{field}: {error}" for field, errors in form.errors.items() for error in errors]
        return Restored(Restoring.INVALID, form, reason=" ".join(reasons))
    values = {name: getattr(shown.article, name) for name in FIELDS}
    values |= {"author": shown.article.authors, "source_url": shown.article.source_url or ""}
    seen = request.POST.get("version", "")
    told = f"restored {shown.name}"
    if not seen:
        if history.present:
            return Restored(Restoring.CONFLICT, form, theirs=history.present)
        result = noted.bring_back(request, history.pk, values, told)
    else:
        result = noted.save_edit(request, history.pk, version_of(seen), values, restored=told)
    if isinstance(result, Conflict):
        return Restored(Restoring.CONFLICT, form, theirs=result.theirs)
    return Restored(Restoring.DONE, form, version=result if result != version_of(seen) else None)


def version_of(text: str) -> int:
    """Return the number, or one that no article has."""
    is_number = text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS
    return min(int(text), MAX_VERSION) if is_number else MAX_VERSION


def form_of(article: Article) -> EditArticleForm:
    """Return the form as if somebody had typed this version."""
    data = QueryDict(mutable=True)
    empty = EditArticleForm(instance=article)
    for name in FIELDS:
        field, value = empty.fields[name], getattr(article, name)
        data[name] = written(field.prepare_value(value), field)
    data["version"] = str(article.version or 0)
    return EditArticleForm(data)


def written(value: Any, field: Any) -> str:
    text = field.widget.format_value(value)
    return "" if text is None else str(text)
