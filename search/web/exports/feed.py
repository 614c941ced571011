"""The hits of a search as an Atom feed (RFC 4287)."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from bson import ObjectId
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from catalog.middleware.limits import costs
from search.engines.choose import run_search
from search.query.normalise import printable
from search.values import Hit, SearchPage, SearchQuery, Sort
from search.web.addresses import address_of
from search.web.crawlers import not_indexed
from search.web.exports.answers import unavailable
from search.web.parameters import cost_of_search, read_query


@require_safe
@costs(cost_of_search)
@not_indexed
def search_atom(request: HttpRequest) -> HttpResponse:
    page = run_search(in_feed_order(read_query(request.GET)))
    if page.failed:
        return unavailable()
    feed = atom_feed(request, page)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def in_feed_order(query: SearchQuery) -> SearchQuery:
    """Return the first page of a search, the newest first unless another order is asked for."""
    return replace(query, page=1, first_page=0, sort=Sort.NEWEST if query.sort is Sort.RELEVANCE else query.sort)


class ArticleFeed(Atom1Feed):
    """A feed whose items can have several authors."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            handler.endElement("author")


def last_changed(hit: Hit) -> datetime:
    """Return when an article last changed. Every entry has such a date; every id holds that of its making."""
    return hit.updated_at or hit.published_at or ObjectId(hit.id).generation_time


def atom_feed(request: HttpRequest, page: SearchPage) -> Atom1Feed:
    text = printable(page.query.text).strip()
    feed = ArticleFeed(
        title=f"Broadsheet: {text or 'all articles'}",
        subtitle=f"The articles of the archive for “{text}”" if text else "The articles of the archive",
        link=request.build_absolute_uri(address_of(reverse("search:search"), page.query)),
        feed_url=request.build_absolute_uri(),
        author_name="Broadsheet",  # of the entries that name none
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
            updateddate=last_changed(hit),
            categories=[printable(hit.category)],
            authors=[printable(name) for name in hit.author],
        )
    return feed
