"""Exports of a search: JSON, an Atom feed, a CSV table, and the OpenSearch description for browsers."""

import csv
from typing import Any
from urllib.parse import urlencode
from xml.sax.xmlreader import AttributesImpl

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from search.engines.choose import run_search
from search.query.normalise import printable
from search.values import Facet, Hit, SearchPage
from search.web.addresses import query_string
from search.web.notices import Notice, notices_of
from search.web.parameters import read_query
from search.web.status import sentence_of

UNAVAILABLE = "Neither search engine answers at the moment.\n"
# A spreadsheet takes a cell with such a prefix for a formula; an apostrophe before it keeps it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = ("title", "category", "published_at", "url", "score", "author", "source_url")
AUTHOR_SEPARATOR = "; "


def unavailable() -> HttpResponse:
    return HttpResponse(UNAVAILABLE, status=503, content_type="text/plain; charset=utf-8")


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

    `shown_instead` is that spelling when the hits are those of it.
    """
    spelling = page.alternatives.spelling
    more: dict[str, object] = {}
    if spelling:
        more["did_you_mean"] = {"query": spelling.query.text, "total": spelling.count}
    if page.respelled:
        more["shown_instead"] = page.respelled
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
def search_json(request: HttpRequest) -> HttpResponse:
    page = run_search(read_query(request.GET))
    if page.failed:
        return JsonResponse({"error": "Neither search engine answers at the moment."}, status=503)
    return JsonResponse(page_json(page))


@require_safe
def search_atom(request: HttpRequest) -> HttpResponse:
    """Return the page of hits as an Atom feed."""
    page = run_search(read_query(request.GET))
    if page.failed:
        return unavailable()
    feed = atom_feed(request, page)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


class ArticleFeed(Atom1Feed):
    """A feed whose items can have several authors."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            handler.endElement("author")


def atom_feed(request: HttpRequest, page: SearchPage) -> Atom1Feed:
    address = query_string(page.query)
    feed = ArticleFeed(
        title=f"Broadsheet: {page.query.text.strip() or 'all articles'}",
        subtitle=sentence_of(page),
        link=request.build_absolute_uri(reverse("search:search") + address),
        feed_url=request.build_absolute_uri(reverse("search:atom") + address),
        description="",
    )
    for hit in page.hits:
        link = request.build_absolute_uri(hit.url)
        feed.add_item(
            title=printable(hit.title),
            link=link,
            unique_id=link,
            description=printable(hit.snippet_html),
            pubdate=hit.published_at,
            updateddate=hit.published_at,
            categories=[printable(hit.category)],
            authors=[printable(name) for name in hit.author],
        )
    return feed


@require_safe
def search_csv(request: HttpRequest) -> HttpResponse:
    """Return the page of hits as CSV; `size` allows up to 50 rows."""
    page = run_search(read_query(request.GET))
    if page.failed:
        return unavailable()
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="search.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    writer.writerows(row_of(request, hit) for hit in page.hits)
    return response


def row_of(request: HttpRequest, hit: Hit) -> list[str]:
    published = hit.published_at.isoformat() if hit.published_at else ""
    score = "" if hit.score is None else f"{hit.score:.4f}"
    address = request.build_absolute_uri(hit.url)
    texts = [hit.title, hit.category, published, address, score, AUTHOR_SEPARATOR.join(hit.author), hit.source_url]
    return [f"'{text}" if text.startswith(FORMULA) else text for text in texts]


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Return the OpenSearch description, with which a browser can search from its address bar."""
    page = request.build_absolute_uri(reverse("search:search"))
    # The braces are a placeholder of OpenSearch and must not be encoded.
    template = f"{page}?{urlencode({'q': ''})}{{searchTerms}}"
    return render(
        request,
        "search/opensearch.xml",
        {"template": template, "icon": request.build_absolute_uri(static("favicon.svg"))},
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
