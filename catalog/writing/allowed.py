"""What somebody who is signed in may do with articles, noted at the sign-in, in the session, which is a cookie.

So a page of results shows links to what is noted, and reads no database. A permission that is given later shows after
the next sign-in; each page that the links lead to asks for those in force.
"""

from typing import Any

from django.http import HttpRequest

ACTIONS = ("add", "change", "delete")
NOTED = "articles"


def note(request: HttpRequest, user: Any, **_signal: Any) -> None:
    """Note it. Called by Django's signal user_logged_in."""
    request.session.pop(NOTED, None)
    if may := [action for action in ACTIONS if user.has_perm(f"catalog.{action}_article")]:
        request.session[NOTED] = may


def noted(request: HttpRequest) -> frozenset[str]:
    """Return the permissions: "catalog.change_article"."""
    return frozenset(f"catalog.{action}_article" for action in request.session.get(NOTED, ()))
