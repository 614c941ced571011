"""Headers that every answer carries, whichever view or middleware made it."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

# Each is off by name: a browser takes a feature that is not listed for allowed. Only those that Chromium has on every
# system: its console complains about one that it does not know (web-share and bluetooth on Linux).
FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
ALWAYS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
    "Cross-Origin-Resource-Policy": "same-origin",
}
NEVER_STORED = "private, no-store"
# Of plain text that the web server sends by itself, before any middleware.
OF_REFUSALS = {
    **ALWAYS,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class HeadersMiddleware:
    """Stands before the middleware that answer by themselves.

    What a signed-in user sees is stored nowhere. A reader's page is, by the browser, so that it comes back at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if "no-store" not in response.get("Cache-Control", "") and is_signed_in(request):
            response["Cache-Control"] = NEVER_STORED
        return response


def is_signed_in(request: HttpRequest) -> bool:
    """Return whether the session is that of a user. Reads no database: the session is in the cookie.

    False for static files, which are answered before the session is looked at and are the same for everyone.
    """
    session = getattr(request, "session", None)
    if session is None or not (session.accessed or settings.SESSION_COOKIE_NAME in request.COOKIES):
        return False
    return SESSION_KEY in session
