"""Whether somebody may do something in the admin, noted at the sign-in in the session, which is a cookie.

So the link to the admin, on every page, reads no database. Whoever is given a permission later sees it after the next
sign-in, and the admin asks for the permission that is in force then.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

NOTED = "staff"


def note(request: HttpRequest, user: Any, **_signal: Any) -> None:
    """Note it; a receiver of `user_logged_in`."""
    request.session.pop(NOTED, None)
    if admin.site.opens_for(user):  # type: ignore[attr-defined]  # ours: accounts.admin_site
        request.session[NOTED] = True


def enters_admin(request: HttpRequest) -> dict[str, bool]:
    """Return what was noted, as context of every page. A page that refuses a host may come before the session."""
    return {"enters_admin": NOTED in getattr(request, "session", ())}
