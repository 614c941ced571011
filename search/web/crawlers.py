"""What crawlers are told: which articles there are, where not to go, and which answers are no pages of their own.

Django's own sitemaps count and skip: the hundredth page of them would read a million articles. These read 10,000.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from bson import ObjectId
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.views.decorators.http import require_safe

from catalog.models import Article, collection_of
from catalog.outages import survives_outage

# The standard allows 50,000 addresses a sitemap, and as many sitemaps an index.
SITEMAP_SIZE = 10_000
MOST_SITEMAPS = 50_000
FIRST_ID = ObjectId("0" * 24)
# Not the searches: their pages say "noindex", and a crawler that may not read them would not know. Tables are for
# people, and dear.
DISALLOWED = (
    "/admin/",
    "/accounts/",
    "/articles/new/",
    "/articles/*/edit/",
    "/articles/*/delete/",
    "/search.csv",
    "/search.json",
)

View = Callable[[HttpRequest], HttpResponseBase]


def not_indexed(view: View) -> View:
    """Tell crawlers to leave the answers of a view out of their index."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        response = view(request)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    sitemap = request.build_absolute_uri(reverse("search:sitemaps"))
    root = get_script_prefix().rstrip("/")
    rules = [f"Disallow: {root}{path}" for path in DISALLOWED]
    lines = ["User-agent: *", *rules, "", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def ids_from(first: ObjectId) -> Any:
    """Return a cursor over the ids from one on, which MongoDB reads from their index alone."""
    return collection_of(Article).find({"_id": {"$gte": first}}, {"_id": True}).sort("_id")


def first_ids() -> Iterator[ObjectId]:
    """Yield the first id of each sitemap."""
    first, skipped = FIRST_ID, 0
    for _ in range(MOST_SITEMAPS):
        found = next(iter(ids_from(first).skip(skipped).limit(1)), None)
        if found is None:
            return
        first, skipped = found["_id"], SITEMAP_SIZE
        yield first


@require_safe
@survives_outage()
def sitemaps(request: HttpRequest) -> HttpResponse:
    """The index of the sitemaps."""
    addresses = [request.build_absolute_uri(reverse("search:sitemap", args=[first])) for first in first_ids()]
    return as_xml(request, "search/sitemaps.xml", {"addresses": addresses})


@require_safe
@survives_outage()
def sitemap(request: HttpRequest, first: ObjectId) -> HttpResponse:
    """The addresses of the articles from this id on, each with the time of its last change."""
    fields = {"_id": True, "updated_at": True}
    rows = list(collection_of(Article).find({"_id": {"$gte": first}}, fields).sort("_id").limit(SITEMAP_SIZE))
    if not rows:
        raise Http404
    site = request.build_absolute_uri("/")[:-1]
    articles = [
        (f"{site}{reverse('catalog:article', args=[row['_id']])}", moment(row.get("updated_at")))
        for row in rows
        if isinstance(row["_id"], ObjectId)
    ]
    return as_xml(request, "search/sitemap.xml", {"articles": articles})


def moment(stored: object) -> str:
    """Return a time as MongoDB stores it, in UTC; another program may have stored anything."""
    return stored.replace(tzinfo=UTC).isoformat() if isinstance(stored, datetime) else ""


def as_xml(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    return render(request, template, context, content_type="application/xml; charset=utf-8")
