"""The page on which an article is read; catalog/listing/ has the index, catalog/writing/ the pages for editors."""

from bson import ObjectId
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from catalog.models import Article
from catalog.outages import survives_outage
from catalog.templatetags.article_text import paragraphs
from catalog.writing.saves import is_fresh


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
