"""The search page, and the fragment with which it answers a keystroke."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.editing.done import to_undo
from catalog.middleware.limits import TooBusyError, costs
from catalog.writing import allowed
from search.editorial.hits import editing_of, with_saved_texts
from search.editorial.remedies import noted
from search.engines.choose import run_search
from search.query.normalise import MAX_CHARACTERS
from search.values import SearchPage, SearchQuery, Sort
from search.web.addresses import address_of
from search.web.links import navigation
from search.web.newer import newer_of
from search.web.parameters import cost_of_search, read_query
from search.web.reading import with_search_urls
from search.web.status import sentence_of, status_of
from search.web.zero_results import zero_result_note

NEWEST = 5


@require_safe
@costs(cost_of_search)
@vary_on_headers("HX-Request", "HX-History-Restore-Request", "Cookie")
def search(request: HttpRequest) -> HttpResponse:
    """Return the results only for a keystroke, the whole page otherwise (for a history restore too)."""
    page = with_saved_texts(request, with_search_urls(run_search(read_query(request.GET))))
    htmx = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    partial = htmx and not htmx.history_restore_request
    links = navigation(page, find=request.GET.get("find", "")[:MAX_CHARACTERS])
    return render(
        request,
        "search/search.html#results" if partial else "search/search.html",
        {
            "page": page,
            "navigation": links,
            "newer": newer_of(page),
            "status": status_of(page, links.notices),
            "note": zero_result_note(request, page),
            "may": noted(request),
            "editing": editing_of(request, address_of(reverse("search:search"), page.query)),
            "undoable": to_undo(request),
            "may_write": allowed.noted(request),
            "max_length": MAX_CHARACTERS,
            "page_title": page_title(page),
            "description": sentence_of(page) if page.query.text.strip() else "",
        },
        status=503 if page.failed else 200,
    )


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """Return the newest articles, which a page with nothing to show loads by htmx; nothing if no engine answers now."""
    try:
        hits = run_search(SearchQuery(sort=Sort.NEWEST, size=NEWEST)).hits
    except TooBusyError:
        hits = ()
    return render(request, "search/newest.html", {"hits": hits}) if hits else HttpResponse(status=204)


def page_title(page: SearchPage) -> str:
    text = page.query.text.strip()
    return f"“{text}” · Broadsheet" if text else "Broadsheet"
