"""Context of every page."""

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

SETTINGS_COOKIE = "broadsheet-off"
SETTINGS = ("instant", "keys")


def signed_in(request: HttpRequest) -> dict[str, bool]:
    """Return whether a user is signed in, from the session cookie alone.

    `request.user` would read MongoDB for every page that a signed-in editor opens, search included.
    """
    return {"signed_in": SESSION_KEY in request.session}


def switched_off(request: HttpRequest) -> dict[str, list[str]]:
    """Return what the reader has switched off, from the cookie that theme/static_src/scripts/settings.ts writes.

    The page's head and the settings on the search page show it, so that nothing changes when the scripts start.
    """
    names = request.COOKIES.get(SETTINGS_COOKIE, "").split(".")
    return {"switched_off": [name for name in SETTINGS if name in names]}
