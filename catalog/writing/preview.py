"""The article as its page will show it, while it is written."""

from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST

from catalog.categories import canonical_name
from catalog.forms import NewArticleForm
from catalog.middleware.limits import refused, take
from catalog.models import Article
from catalog.outages import survives_outage
from catalog.templatetags.article_text import paragraphs
from catalog.writing.keeping import FORBIDDEN, may
from config.buckets import Allowance

# A script asks half a second after the last key, and never twice at once.
PREVIEWS = Allowance(burst=60, per_second=2)


def previewed(typed: QueryDict) -> dict[str, object]:
    """Return the context of catalog/_article.html. A field that is not valid is left out of it."""
    form = NewArticleForm(typed)
    form.is_valid()
    article: Article = form.instance
    if article.category:
        article.category = canonical_name(article.category)
    return {"article": article, "title": article.title, "paragraphs": paragraphs(article.content)}


@require_POST
@survives_outage()
def preview(request: HttpRequest) -> HttpResponse:
    if not (may(request, "catalog.add_article") or may(request, "catalog.change_article")):
        return HttpResponse("Sign in to see a preview.\n", status=FORBIDDEN, content_type="text/plain")
    if seconds := take(request, PREVIEWS, what="preview"):
        return refused(request, int(seconds) + 1, "Too many previews at once.", limited="client")
    return render(request, "catalog/_article.html", previewed(request.POST))
