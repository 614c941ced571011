"""Mistakes of a client that nothing notices before MongoDB or its backend does: a 400, not a 500 or an outage."""

import logging
from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from pymongo.errors import OperationFailure

logger = logging.getLogger(__name__)

# What MongoDB answers to a pattern that is none, that is too long, or that holds a NUL.
BAD_VALUE = 2
BAD_PATTERNS = frozenset({51091, 51108, 51109, 51111})


def causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def is_clients_mistake(error: Exception) -> bool:
    """Return whether MongoDB or its backend refused what the client sent.

    A ValidationError comes from the backend, for an id that is no ObjectId: forms catch their own.
    """
    if isinstance(error, ValidationError):
        return True
    return any(
        isinstance(cause, OperationFailure)
        and (cause.code in BAD_PATTERNS or (cause.code == BAD_VALUE and "egular expression" in str(cause)))
        for cause in causes(error)
    )


class RefusalMiddleware:
    """For views that are not ours: the admin turns any part of an address into a query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_clients_mistake(exception):
            return None
        logger.warning("Refused %s %s: %s", request.method, request.path, type(exception).__name__)
        return render(request, "400.html", status=400)
