"""How often a client may ask: too often is a 429 with the time to wait, and so is a site that has no room for a search.

A view that costs more than others says how much:

    @costs(lambda request: 5)
    def table(request): ...
"""

import logging
from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from catalog.middleware.answers import TOO_MANY, refusal
from config import buckets
from config.buckets import Allowance
from config.guessing import in_words, network_of

logger = logging.getLogger(__name__)

View = Callable[..., Any]
Cost = Callable[[HttpRequest], float]

COST = "cost_to_a_client"
BUSY_SECONDS = 2
ONCE_A_MINUTE = Allowance(burst=1, per_second=1 / 60)


class TooBusyError(Exception):
    """There is no room for a request now, though every server is well."""


def costs(cost: Cost) -> Callable[[View], View]:
    """Let a request to a view count for so much in its client's allowance; without it, a request counts for 1."""

    def decorate(view: View) -> View:
        @wraps(view)
        def marked(*args: Any, **kwargs: Any) -> Any:
            return view(*args, **kwargs)

        vars(marked)[COST] = cost
        return marked

    return decorate


def client_of(request: HttpRequest) -> str:
    """Return who asks: the account that the signed cookie names, else the address (IPv6: one customer's part of it)."""
    account = request.session.get(SESSION_KEY)
    return f"account {account}" if account else network_of(request.META.get("REMOTE_ADDR", ""))


def take(request: HttpRequest, allowance: Allowance, *, cost: float = 1, what: str = "") -> float:
    """Take from what a request's client may do; return 0, or the seconds to wait. `what` names an own allowance."""
    return buckets.shared.take(f"{what} {client_of(request)}", cost, allowance)


class LimitMiddleware:
    """Refuses a client's request before its view runs. Probes and static files were answered before it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, _args: Any, _kwargs: Any) -> HttpResponse | None:
        cost_of: Cost | None = getattr(view, COST, None)
        cost = cost_of(request) if cost_of else 1
        allowance = Allowance(settings.CLIENT_BURST, settings.CLIENT_RATE)
        # Two purses: whoever asks for much must not take the keystrokes from the others behind the same address.
        seconds = ceil(take(request, allowance, cost=cost, what="costly" if cost > 1 else ""))
        if not seconds:
            return None
        if not take(request, ONCE_A_MINUTE, what="log"):
            logger.warning("Refused %s: it asks more often than its allowance", client_of(request))
        text = f"You are asking faster than this site answers. Wait {in_words(seconds)}, then try again."
        return refused(request, seconds, text, limited="client")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TooBusyError):
            return None
        text = "The archive is very busy at the moment. Try again in a few seconds."
        return refused(request, BUSY_SECONDS, text, limited="busy")


def refused(request: HttpRequest, seconds: int, text: str, *, limited: str) -> HttpResponse:
    """Answer 429. `limited` says which limit refused, for who counts."""
    response = refusal(request, TOO_MANY, text, wait=seconds)
    response.limited = limited  # type: ignore[attr-defined]  # read by ObserveMiddleware
    return response
