"""The pages on which articles are read; catalog/writing/ has those on which they are written."""

from bson import ObjectId
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from catalog.editing.done import to_undo
from catalog.filters import ArticleFilter, nearest_page
from catalog.models import Article
from catalog.ordering import by_index
from catalog.outages import survives_outage
from catalog.templatetags.article_text import paragraphs
from catalog.writing.allowed import noted
from catalog.writing.saves import is_fresh

PAGE_SIZE = 25


@require_safe
@survives_outage()
def articles(request: HttpRequest) -> HttpResponse:
    """The articles in alphabetical order, filtered by catalog/filters.py."""
    filters = ArticleFilter(request.GET, Article.objects.order_by(*by_index("title", "_id")))
    paginator = Paginator(filters.qs, PAGE_SIZE)
    page = paginator.page(nearest_page(request.GET.get("page"), paginator.num_pages))
    context = {"filters": filters, "page": page, "undoable": to_undo(request), "may": noted(request)}
    if set(request.GET) == {"page"}:  # what crawlers may keep: not one of countless filtered lists
        context |= {"canonical_path": f"{request.path}?page={page.number}"}
    return render(request, "catalog/articles.html", context)


@require_safe
@survives_outage()
def article(request: HttpRequest, pk: ObjectId) -> HttpResponse:
    """One article, with the context of settings.ARTICLE_CONTEXT, and under it the templates of settings.ARTICLE_PANELS.

    That context may replace `title` and `paragraphs` with the same texts as HTML, and name a template `frame` to be
    shown above the article. Search engines are told that the article's own address is the page, whatever follows it.
    """
    found = get_object_or_404(Article, pk=pk)
    context = {
        "article": found,
        "title": found.title,
        "paragraphs": paragraphs(found.content),
        "panels": settings.ARTICLE_PANELS,
        "canonical_path": found.get_absolute_url(),
        "just_saved": is_fresh(request, pk),
    }
    if settings.ARTICLE_CONTEXT:
        context |= import_string(settings.ARTICLE_CONTEXT)(request, found)
    return render(request, "catalog/article.html", context)
