"""Counts what the views answer. A search costs no call to a server for it."""

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

from config.headers import OF_REFUSALS
from config.watching.current import CURRENT
from search.engines import elasticsearch
from search.engines.choose import searched
from search.operations import counters
from search.values import SearchPage

UNMATCHED = "unmatched"
SERVER = "server"
TOO_MANY = 429


class ObserveMiddleware:
    """Stands after the probes, and before whatever refuses a request: refusals are counted under their view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.tripped = False
        searched.connect(count_search, dispatch_uid="observe.count_search")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = perf_counter()
        response = self.get_response(request)
        seconds = perf_counter() - started
        view = view_of(request)
        counters.requests.labels(view, f"{response.status_code // 100}xx").inc()
        counters.request_seconds.labels(view).observe(seconds)
        if response.status_code == TOO_MANY:
            counters.count("limited", getattr(response, "limited", "sign-in"))
        if current := CURRENT.get():
            for server, spent in current.seconds.items():
                counters.server_seconds.labels(server, view).inc(spent)
                counters.server_calls.labels(server, view).inc(current.calls[server])
        self.watch_breaker()
        return response

    def watch_breaker(self) -> None:
        """Only a request moves the breaker, so after each its state is known."""
        tripped = elasticsearch.breaker.has_tripped
        if tripped != self.tripped:
            self.tripped = tripped
            counters.breaker_open.set(tripped)


def refused(status: int) -> Mapping[str, str]:
    """Count a refusal of the web server's own and return its headers (services/web/refusals.py)."""
    counters.requests.labels(SERVER, f"{status // 100}xx").inc()
    if settings.SECURE_HSTS_SECONDS:
        return {**OF_REFUSALS, "Strict-Transport-Security": f"max-age={settings.SECURE_HSTS_SECONDS}"}
    return OF_REFUSALS


def view_of(request: HttpRequest) -> str:
    """Return the name of the view, "admin" for each of the admin's, "unmatched" for an address that has none."""
    match: ResolverMatch | None = getattr(request, "resolver_match", None)
    if match is None:  # refused before it came to a view
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return UNMATCHED
    if "admin" in match.app_names:
        return "admin"
    return match.view_name if match.url_name else "unnamed"


def count_search(page: SearchPage, **_signal: Any) -> None:
    counters.searches.labels(page.engine, outcome_of(page)).inc()


def outcome_of(page: SearchPage) -> str:
    if page.failed:
        return "failed"
    if not page.query.text.strip():
        return "browsed"
    return "results" if page.total else "nothing"
