"""What an editor sees of the hits beyond what readers see: what can be done with them, and what was just saved.

For readers, and for an editor who has saved nothing within the last minute, no database is read.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.html import escape

from catalog.batch.forms import MOST
from catalog.editing import done
from catalog.models import Article
from catalog.outages import MONGODB_FAILED, short_reason
from catalog.writing import allowed, saves
from search.values import Hit, SearchPage

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Editing:
    """What somebody may do with the hits. `back` is the address of these results, to which the forms lead back.

    `most` is how many hits can be chosen at once.
    """

    back: str
    may_change: bool
    may_delete: bool
    most: int = MOST


def editing_of(request: HttpRequest, back: str) -> Editing | None:
    """Return None for a reader."""
    may = allowed.noted(request)
    change, delete = "catalog.change_article" in may, "catalog.delete_article" in may
    return Editing(back, change, delete) if change or delete else None


def with_saved_texts(request: HttpRequest, page: SearchPage) -> SearchPage:
    """Return the page with what this editor saved within the last minute, which the index may not have yet.

    An article that is gone by now is left out.
    """
    picked = page.pick.hits if page.pick else ()
    fresh = (saves.fresh_ids(request) | done.fresh_ids(request)) & {hit.id for hit in (*page.hits, *picked)}
    if not fresh:
        return page
    try:
        stored = Article.objects.filter(pk__in=fresh).defer("content").order_by()
        articles = {**dict.fromkeys(fresh), **{str(article.pk): article for article in stored}}
    except MONGODB_FAILED as error:
        logger.warning("Results are shown as the index has them: %s", short_reason(error))
        return page
    hits = tuple(laid_over(page.hits, articles))
    pick = page.pick and replace(page.pick, hits=tuple(laid_over(picked, articles)))
    return replace(page, hits=hits, pick=pick, total=page.total - (len(page.hits) - len(hits)))


def laid_over(hits: Iterable[Hit], articles: Mapping[str, Article | None]) -> Iterable[Hit]:
    for hit in hits:
        article = articles.get(hit.id)
        if article is not None:
            yield replace(with_texts(hit, article), just_saved=True)
        elif hit.id not in articles:
            yield hit


def with_texts(hit: Hit, article: Article) -> Hit:
    """Return the hit with what is stored. Its title keeps its marks unless it was changed."""
    return replace(
        hit,
        title=article.title,
        title_html=hit.title_html if article.title == hit.title else escape(article.title),
        category=article.category,
        published_at=article.published_at,
        author=tuple(article.authors),
    )
