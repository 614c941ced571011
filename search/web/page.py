"""The search page, and the fragment with which it answers a keystroke."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from search.engines.choose import run_search
from search.query.normalise import MAX_CHARACTERS
from search.values import SearchPage
from search.web.links import navigation
from search.web.parameters import read_query
from search.web.zero_results import zero_result_note


@require_safe
@vary_on_headers("HX-Request", "HX-History-Restore-Request", "Cookie")
def search(request: HttpRequest) -> HttpResponse:
    """Return the results only for a keystroke, the whole page otherwise (for a history restore too)."""
    page = run_search(read_query(request.GET))
    htmx = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    partial = htmx and not htmx.history_restore_request
    links = navigation(page, find=request.GET.get("find", "")[:MAX_CHARACTERS])
    return render(
        request,
        "search/search.html#results" if partial else "search/search.html",
        {
            "page": page,
            "navigation": links,
            "status": " ".join([*(notice.sentence for notice in links.notices), status_sentence(page)]),
            "note": zero_result_note(request, page),
            "max_length": MAX_CHARACTERS,
            "page_title": page_title(page),
            "description": status_sentence(page) if page.query.text.strip() else "",
        },
        status=503 if page.failed else 200,
    )


def page_title(page: SearchPage) -> str:
    text = page.query.text.strip()
    return f"“{text}” · Broadsheet" if text else "Broadsheet"


def status_sentence(page: SearchPage) -> str:
    """Return the sentence that the live region announces when typing stops."""
    text = page.query.text.strip()
    about = f" for “{text}”" if text else ""
    if page.failed:
        return "Search is not available at the moment."
    if not page.total:
        return f"No articles found{about}."
    if page.respelled:
        about = f" for “{page.respelled}”"
    count = f"{'At least ' if page.relation == 'gte' else ''}{intcomma(page.total)}"
    noun = "article" if page.total == 1 else "articles"
    turn = f", page {page.query.page} of {page.pages}" if page.pages > 1 else ""
    instead = f"Nothing for “{text}”. " if page.respelled else ""
    return f"{instead}{count} {noun}{about}{turn}."
