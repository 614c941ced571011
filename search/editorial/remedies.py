"""What somebody who is signed in may do about a search: pick an article, make a synonym, add to the contract.

Noted at the sign-in, in the session, which is a cookie: a page of results shows links to what is noted and reads no
database. Whoever is given a permission later sees them after the next sign-in, and each page that they lead to asks for
the permission that is in force then.
"""

from typing import Any

from django.http import HttpRequest

REMEDIES = ("editorspick", "synonymgroup", "expectation")
NOTED = "remedies"


def note(request: HttpRequest, user: Any, **_: Any) -> None:
    """Note what a user may add in the admin; a receiver of `user_logged_in`."""
    request.session.pop(NOTED, None)
    if may := [model for model in REMEDIES if user.is_staff and user.has_perm(f"search.add_{model}")]:
        request.session[NOTED] = may


def noted(request: HttpRequest) -> tuple[str, ...]:
    return tuple(request.session.get(NOTED, ()))
