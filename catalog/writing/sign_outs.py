"""At a sign-out the browser forgets the texts that it kept for the editor (theme/static_src/scripts/form/drafts.ts)."""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from catalog.writing.saves import SIGNED_OUT_COOKIE, YEAR_SECONDS, set_cookie

SIGNED_OUT = "drafts_end_here"


def note_sign_out(request: HttpRequest, **_signal: Any) -> None:
    """Called by Django's signal user_logged_out, for the admin's sign-out too."""
    setattr(request, SIGNED_OUT, True)


class DraftMiddleware:
    """Tells the browser.

    The cookie changes with each sign-out, and a text that was kept under another one is neither shown nor kept: clocks
    do not come into it. The header removes the texts at once; it would remove the data of other sites too where this
    one is a path of theirs, so there they go when a form is opened next.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, SIGNED_OUT, False):
            set_cookie(response, SIGNED_OUT_COOKIE, secrets.token_hex(8), YEAR_SECONDS)
            if not settings.FORCE_SCRIPT_NAME:
                response["Clear-Site-Data"] = '"storage"'
        return response
