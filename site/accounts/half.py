"""Half a sign-in: the password was right, and the second factor is not proved yet.

It stands in the signed session cookie, names nobody to the rest of the site, and is over after ten minutes or when the
password changes.
"""

import logging
import time
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts import factor
from config import sign_ins

logger = logging.getLogger(__name__)

KEY = "half_sign_in"
SECONDS = 600


@dataclass(frozen=True, slots=True)
class Half:
    """`then` is the address to go to, which was checked to be one of this site. `began` is in seconds since 1970."""

    user: User
    backend: str
    then: str
    began: float


def now() -> float:
    return time.time()


def begin(request: HttpRequest, user: Any, then: str) -> None:
    proof = user.get_session_auth_hash()
    request.session[KEY] = {"user": str(user.pk), "backend": user.backend, "proof": proof, "at": now(), "then": then}


def of(request: HttpRequest) -> Half | None:
    """Return the half sign-in of a request, unless it is over."""
    stored = request.session.get(KEY)
    if not stored:
        return None
    user = User.objects.filter(pk=ObjectId(stored["user"]), is_active=True).first()
    is_over = not 0 <= now() - stored["at"] <= SECONDS
    if user is None or is_over or not constant_time_compare(stored["proof"], user.get_session_auth_hash()):
        del request.session[KEY]
        return None
    return Half(user, stored["backend"], stored["then"], stored["at"])


def insist(request: HttpRequest, user: Any, **_signal: Any) -> None:
    """End a sign-in that lacks the second factor, whoever forgot to ask for it. Called by Django's user_logged_in.

    Raises PermissionDenied, so that the view that called `login` does nothing in the user's name.
    """
    if getattr(request, "second_factor", "") or not factor.is_asked_of(user):
        return
    sign_ins.end(request)
    request.session.flush()
    request.user = AnonymousUser()
    logger.error("A view signs in without the second factor: %s", request.path_info)
    raise PermissionDenied


def complete(request: HttpRequest, half: Half, how: str) -> None:
    """Sign the user in, with the note that there was a second factor."""
    del request.session[KEY]
    request.second_factor = how  # type: ignore[attr-defined]  # read by config.sign_ins and by the trail
    login(request, half.user, backend=half.backend)
