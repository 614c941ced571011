"""Why an article was left as it is, in words: who changed or deleted it meanwhile, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId
from django.http import HttpRequest
from django.utils import timezone

from catalog.batch.former import ended, last_deletion
from catalog.batch.leaving import Left, Reason
from catalog.history_models import FormerVersion
from catalog.models import Article

IN_WORDS = {
    Reason.SAME: "has this category already",
    Reason.NOT_KNOWN: "its former category is not known",
    Reason.LATE: "",
}


@dataclass(frozen=True, slots=True)
class Line:
    """An article of the report. `is_settled`: there is nothing to be done with it any more."""

    pk: ObjectId
    title: str
    reason: str
    is_gone: bool
    is_settled: bool


def lines_of(request: HttpRequest, left: Iterable[Left]) -> list[Line]:
    return [line_of(request, each) for each in left]


def line_of(request: HttpRequest, left: Left) -> Line:
    article = Article.objects.filter(pk=left.pk).defer("content").first()
    if article is None:
        row = last_deletion(left.pk)
        title = str(row.title) if row else "An article"
        words = IN_WORDS.get(left.reason, f"deleted {by(request, row, None)}")
        return Line(left.pk, title, words, is_gone=True, is_settled=True)
    row = ended(left.pk, (article.version or 0) - 1)
    words = IN_WORDS.get(left.reason, f"changed {by(request, row, article.updated_at)}")
    return Line(left.pk, article.title, words, is_gone=False, is_settled=left.reason is Reason.SAME)


def by(request: HttpRequest, row: FormerVersion | None, at: datetime | None) -> str:
    """Return "by bert at 09:41 UTC" of the change that ended a version; at least "meanwhile"."""
    who, moment = (row.username, row.kept_at) if row else ("", at)
    if row and row.user_key == request.user.pk:
        who = "you"
    found = [*([f"by {who}"] if who else []), *([when(moment)] if moment else [])]
    return " ".join(found) or "meanwhile"


def when(moment: datetime) -> str:
    is_today = moment.date() == timezone.now().date()
    return f"at {moment:%H:%M} UTC" if is_today else f"on {moment:%-d %B %Y}, {moment:%H:%M} UTC"
