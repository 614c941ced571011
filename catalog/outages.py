"""What the pages of the catalog answer while MongoDB is unavailable: a 503 with a clear page, never a 500."""

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from pymongo.errors import PyMongoError

logger = logging.getLogger(__name__)

# The backend wraps the driver's errors when it sends a query, but not while it reads the rest of the rows.
MONGODB_FAILED = (DatabaseError, PyMongoError)
RETRY_AFTER_SECONDS = "10"
MAX_REASON = 300

View = Callable[..., HttpResponse]
Answer = Callable[[HttpRequest], HttpResponse]


def short_reason(error: BaseException) -> str:
    """Return a driver's message, MongoDB's or Elasticsearch's, in one line of at most 300 characters.

    The description of MongoDB's topology is left out.
    """
    cause = error.__cause__ if isinstance(error, DatabaseError) and error.__cause__ else error
    return " ".join(str(cause).split()).split(" (configured", 1)[0][:MAX_REASON]


def unavailable(
    request: HttpRequest, template: str = "503.html", context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Render a 503 with Retry-After."""
    response = render(request, template, context, status=503)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def survives_outage(answer: Answer = unavailable) -> Callable[[View], View]:
    """Return `answer(request)` when MongoDB fails anywhere in the view.

    Put it above the decorators that check permissions, because those read MongoDB too.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except MONGODB_FAILED:
                logger.exception("MongoDB failed while answering %s %s", request.method, request.path)
            return answer(request)

        return guarded

    return decorate


class OutageMiddleware:
    """The same for views of other apps: Django's admin and its sign-in page."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, MONGODB_FAILED):
            return None
        logger.error("MongoDB failed while answering %s %s", request.method, request.path, exc_info=exception)
        return unavailable(request)
