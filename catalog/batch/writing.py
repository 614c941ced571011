"""Writing several articles, each by itself and only if it is as the page showed it. Others are left and reported.

Sent again after an outage or a double click, the same form does what is not done yet, and finds the rest done.
"""

from collections.abc import Iterable

from django.http import HttpRequest

from catalog.batch.former import ended
from catalog.batch.forms import Seen
from catalog.batch.leaving import Left, Reason, Result
from catalog.categories import canonical_name
from catalog.editing import noted
from catalog.editing.done import Written
from catalog.history.versions import article_of
from catalog.models import Article


def recategorise_all(request: HttpRequest, chosen: Iterable[Seen], category: str) -> Result:
    """Give the articles this category, which may be new."""
    name = canonical_name(category)
    return Result.of([recategorise(request, seen, name) for seen in chosen])


def recategorise(request: HttpRequest, seen: Seen, name: str) -> Written | Left:
    article = Article.objects.filter(pk=seen.pk).first()
    if article and Seen.of(article) == seen and article.category == name:
        return Left(seen.pk, Reason.SAME)
    if article is None or noted.recategorise(request, article, seen.version, name):
        return Left(seen.pk, Reason.WRITTEN)
    return Written(seen.pk, seen.version + 1, article.title)


def delete_all(request: HttpRequest, chosen: Iterable[Seen]) -> Result:
    return Result.of([delete(request, seen) for seen in chosen])


def delete(request: HttpRequest, seen: Seen) -> Written | Left:
    article = Article.objects.filter(pk=seen.pk).first()
    if article and not (conflict := noted.delete(request, article, seen.version)):
        return Written(seen.pk, seen.version, article.title)
    if article and conflict and conflict.theirs:
        return Left(seen.pk, Reason.WRITTEN)
    return deleted_before(request, seen) or Left(seen.pk, Reason.WRITTEN)


def deleted_before(request: HttpRequest, seen: Seen) -> Written | None:
    """Return what was done if this user has deleted this version of an article that is gone: the form came twice."""
    row = ended(seen.pk, seen.version)
    if row is None or not row.deletion or row.user_key != request.user.pk:
        return None
    article = article_of(row)
    noted.note_deletion(request, article, seen.version)
    return Written(seen.pk, seen.version, article.title)
