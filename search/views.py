"""The search page and its other forms. Each view reads the address, asks the engine and shows the answer."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from search.engine import run_search
from search.filters import read_query
from search.links import navigation
from search.sentences import status_sentence
from search.values import Facet, Hit, SearchPage
from search.web.zero_results import zero_result_note


@require_safe
@vary_on_headers("HX-Request")
def search(request: HttpRequest) -> HttpResponse:
    """Answer a keystroke with the results only, anything else (a history restore too) with the whole page."""
    page = run_search(read_query(request.GET))
    htmx = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    partial = htmx and not htmx.history_restore_request
    return render(
        request,
        "search/search.html#results" if partial else "search/search.html",
        {
            "page": page,
            "navigation": navigation(page),
            "status": status_sentence(page),
            "note": zero_result_note(request, page),
        },
        status=503 if page.failed else 200,
    )


def hit_json(hit: Hit) -> dict[str, object]:
    return {
        "id": hit.id,
        "title": hit.title,
        "category": hit.category,
        "url": hit.url,
        "score": hit.score,
        "title_html": hit.title_html,
        "snippet_html": hit.snippet_html,
        "matched": list(hit.matched),
    }


def facet_json(facet: Facet) -> list[dict[str, object]]:
    return [
        {"value": value.value, "count": value.count, "selected": value.selected, "excluded": value.excluded}
        for value in facet.values
    ]


def page_json(page: SearchPage) -> dict[str, object]:
    """Return the JSON form of a page, as the design's section 4 fixes it, and the better spelling when there is one."""
    better = page.ways_out.spelling
    more = {"did_you_mean": {"query": better.query.text, "total": better.count}} if better else {}
    return {
        "query": page.query.text,
        "total": {"value": page.total, "relation": page.relation},
        "took_ms": page.took_ms,
        "engine": page.engine.value,
        "hits": [hit_json(hit) for hit in page.hits],
        "facets": {facet.name: facet_json(facet) for facet in page.facets},
        "page": page.query.page,
        "pages": page.pages,
        **more,
    }


@require_safe
def search_json(request: HttpRequest) -> HttpResponse:
    page = run_search(read_query(request.GET))
    if page.failed:
        return JsonResponse({"error": "Neither search engine answers at the moment."}, status=503)
    return JsonResponse(page_json(page))
