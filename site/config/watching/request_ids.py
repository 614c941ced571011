"""Gives each request an id, which its answer, its lines in the log and Elasticsearch's own logs carry."""

import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from config.watching import current

HEADER = "X-Request-ID"
USABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestIdMiddleware:
    """The outermost. An id is taken from a trusted proxy only: anybody else could give many requests the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = id_of(request)
        with current.answering(request_id, request):
            response = self.get_response(request)
        response[HEADER] = request_id
        return response


def id_of(request: HttpRequest) -> str:
    public = getattr(settings, "PUBLIC", None)
    given = request.headers.get(HEADER, "") if public and public.proxies else ""
    return given if USABLE.fullmatch(given) else uuid.uuid4().hex
