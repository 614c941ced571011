"""Undoing what was done to several articles. What somebody has changed since is left as it is, and reported."""

from django.http import HttpRequest

from catalog.batch.former import ended
from catalog.batch.leaving import Left, Reason, Result
from catalog.categories import canonical_name
from catalog.editing import noted
from catalog.editing.conflicts import FIELDS
from catalog.editing.done import Done, Kind, Written
from catalog.history.versions import article_of
from catalog.models import Article

MOVE_UNDONE = "undid the move"
DELETION_UNDONE = "undid the deletion"


def undo(request: HttpRequest, done: Done) -> Result:
    undo_one = bring_back if done.kind is Kind.DELETED else move_back
    return Result.of([undo_one(request, each) for each in done.articles])


def move_back(request: HttpRequest, moved: Written) -> Written | Left:
    """Give the article the category that it had before, if it still is what the move made of it."""
    article = Article.objects.filter(pk=moved.pk).first()
    if article is None:
        return Left(moved.pk, Reason.WRITTEN)
    former = ended(moved.pk, moved.version - 1)
    if former is None or not former.category:
        return Left(moved.pk, Reason.NOT_KNOWN)
    name = canonical_name(former.category)
    if noted.recategorise(request, article, moved.version, name, undone=MOVE_UNDONE):
        return Left(moved.pk, Reason.WRITTEN)
    return Written(moved.pk, moved.version + 1, article.title)


def bring_back(request: HttpRequest, deleted: Written) -> Written | Left:
    """Add the article again as it was, with its id, so that its address and its history are good."""
    former = ended(deleted.pk, deleted.version)
    if former is None or not former.deletion:
        return Left(deleted.pk, Reason.WRITTEN)
    article = article_of(former)
    values = {name: getattr(article, name) for name in FIELDS}
    values |= {"author": article.authors, "source_url": article.source_url or ""}
    result = noted.bring_back(request, deleted.pk, values, DELETION_UNDONE)
    return Written(deleted.pk, result, article.title) if isinstance(result, int) else Left(deleted.pk, Reason.WRITTEN)
