"""Context of every page."""

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest


def signed_in(request: HttpRequest) -> dict[str, bool]:
    """Return whether a user is signed in, from the session cookie alone.

    `request.user` would read MongoDB for every page that a signed-in editor opens, search included.
    """
    return {"signed_in": SESSION_KEY in request.session}
