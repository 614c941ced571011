"""What the site answers while MongoDB is away: never a 500, never a lost draft."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from pymongo.errors import PyMongoError

log = logging.getLogger(__name__)

# The backend wraps the driver's errors when it sends a query, but not while it reads the rest of the rows.
MONGODB_FAILED = (DatabaseError, PyMongoError)
RETRY_AFTER_SECONDS = "10"

View = Callable[..., HttpResponse]


def cause(error: BaseException) -> str:
    """What the driver says, without its pages of topology."""
    return str(error.__cause__ or error).split(" (configured", 1)[0][:200]


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page that says so in one clear sentence."""
    response = render(request, "503.html", status=503)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def keep_draft(request: HttpRequest, form: forms.BaseForm) -> HttpResponse:
    """The form again, with everything that was typed."""
    response = render(request, "catalog/form.html", {"form": form, "not_saved": True}, status=503)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def survives_outage(form_class: Callable[..., forms.BaseForm] | None = None) -> Callable[[View], View]:
    """Answer 503 when MongoDB fails anywhere in the view, the check of the permission included.

    A view that takes text names its form: what was typed comes back in it. Rendering that form reads no
    database.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except MONGODB_FAILED:
                log.exception("MongoDB failed while answering %s %s", request.method, request.path)
            if form_class is None or request.method != "POST":
                return unavailable(request)
            return keep_draft(request, form_class(request.POST))

        return guarded

    return decorate


class OutageMiddleware:
    """For the views that are not ours, the admin's and the sign-in: the clear page instead of a 500."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, MONGODB_FAILED):
            return None
        log.error("MongoDB failed while answering %s %s", request.method, request.path, exc_info=exception)
        return unavailable(request)
