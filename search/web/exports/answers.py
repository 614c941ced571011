"""A page of hits as JSON. search/web/exports/openapi.py describes it."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from catalog.middleware.limits import costs
from search.engines.choose import run_search
from search.values import Facet, Hit, SearchPage
from search.web.crawlers import not_indexed
from search.web.notices import Notice, notices_of
from search.web.parameters import cost_of_search, read_query

UNAVAILABLE = "Neither search engine answers at the moment."


def unavailable(sentence: str = UNAVAILABLE) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=503, content_type="text/plain; charset=utf-8")


def hit_json(hit: Hit) -> dict[str, object]:
    return {
        "id": hit.id,
        "title": hit.title,
        "category": hit.category,
        "published_at": hit.published_at.isoformat() if hit.published_at else None,
        "url": hit.url,
        "score": hit.score,
        "title_html": hit.title_html,
        "snippet_html": hit.snippet_html,
        "matched": list(hit.matched),
        "author": list(hit.author),
        "source_url": hit.source_url,
    }


def facet_json(facet: Facet) -> list[dict[str, object]]:
    return [
        {"value": value.value, "count": value.count, "selected": value.selected, "excluded": value.excluded}
        for value in facet.values
        if value.count or value.shown
    ]


def notice_json(notice: Notice) -> dict[str, object]:
    given = notice.notice
    return {
        "facet": given.facet,
        "given": given.given,
        "used": given.used or None,
        "known": list(given.known),
        "more": given.more,
        "text": notice.sentence,
    }


def page_json(page: SearchPage) -> dict[str, object]:
    """Return the JSON form of a page, with the suggested spelling and the notices if there are any.

    `shown_instead` is that spelling when the hits are those of it. `pick` is what the editors put above the hits, which
    are the whole ranking all the same.
    """
    spelling = page.alternatives.spelling
    more: dict[str, object] = {}
    if spelling:
        more["did_you_mean"] = {"query": spelling.query.text, "total": spelling.count}
    if page.respelled:
        more["shown_instead"] = page.respelled
    if page.pick:
        more["pick"] = {"sentence": page.pick.sentence, "hits": [hit_json(hit) for hit in page.pick.hits]}
    if page.notices:
        more["notices"] = [notice_json(notice) for notice in notices_of(page)]
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
@costs(cost_of_search)
@not_indexed
def search_json(request: HttpRequest) -> HttpResponse:
    page = run_search(replace(read_query(request.GET), first_page=0))
    if page.failed:
        return JsonResponse({"error": UNAVAILABLE}, status=503)
    return JsonResponse(page_json(page))
