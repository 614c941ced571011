"""More like this: a fragment that the article's page loads by htmx, and a page of its own without htmx."""

from bson import ObjectId
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.middleware.limits import TooBusyError
from catalog.models import Article
from catalog.outages import survives_outage
from search.engines.article.similar import neighbourhood
from search.engines.elasticsearch import ElasticsearchUnavailableError


@require_safe
@vary_on_headers("HX-Request")
@survives_outage()
def similar(request: HttpRequest, pk: ObjectId) -> HttpResponse:
    """Show the neighbours of an article. MongoDB is queried only for an article that is not in the index."""
    htmx = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    partial = htmx and not htmx.history_restore_request
    try:
        found = neighbourhood(str(pk))
    except (ElasticsearchUnavailableError, TooBusyError):
        if partial:
            return HttpResponse()  # the article is readable without it
        found = None
    # An article that was just added may not be indexed yet.
    title = found.title if found else None
    context = {
        "pk": pk,
        "title": get_object_or_404(Article, pk=pk).title if title is None else title,
        "neighbours": found.neighbours if found else (),
        "unavailable": found is None,
    }
    return render(request, "search/similar.html#similar" if partial else "search/similar.html", context)
