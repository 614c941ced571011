"""Context of every page."""

from dataclasses import dataclass

from django.contrib.auth import SESSION_KEY
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.templatetags.static import static

SETTINGS_COOKIE = "broadsheet-off"
SETTINGS = ("instant", "keys")
DESCRIPTION = "Broadsheet is an archive of articles with live search."


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself unless its view knows better (theme/templates/components/metadata.html).

    `site` is the address of the site as it was asked for, and `address` that of the page. A page with parameters is one
    of countless, so crawlers shall neither keep it nor follow its links.
    """

    site: str
    address: str
    noindex: bool
    icon: str
    description: str = DESCRIPTION


def metadata(request: HttpRequest) -> dict[str, Metadata]:
    try:
        site = request.build_absolute_uri("/")[:-1]
    except DisallowedHost:
        return {}  # the page that refuses such a host tells the world nothing
    return {
        "metadata": Metadata(
            site=site,
            address=request.build_absolute_uri(),
            noindex=bool(request.META.get("QUERY_STRING")),
            icon=request.build_absolute_uri(static("touch-icon.png")),
        )
    }


def signed_in(request: HttpRequest) -> dict[str, bool]:
    """Return whether a user is signed in, from the session cookie alone.

    `request.user` would read MongoDB for every page that a signed-in editor opens, search included. A page that refuses
    a host may come before the session.
    """
    return {"signed_in": SESSION_KEY in getattr(request, "session", ())}


def switched_off(request: HttpRequest) -> dict[str, list[str]]:
    """Return what the reader has switched off, from the cookie that theme/static_src/scripts/settings.ts writes.

    The page's head and the settings on the search page show it, so that nothing changes when the scripts start.
    """
    names = request.COOKIES.get(SETTINGS_COOKIE, "").split(".")
    return {"switched_off": [name for name in SETTINGS if name in names]}
