"""Entries about signing in and out, from Django's signals."""

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest

from audit import trail
from audit.models import Action


def signed_in(request: HttpRequest, user: Any, **_signal: Any) -> None:
    trail.record(Action.SIGNED_IN, request=request, user=user, detail=getattr(request, "second_factor", ""))


def signed_out(request: HttpRequest, user: Any, **_signal: Any) -> None:
    if user is not None:
        trail.record(Action.SIGNED_OUT, request=request, user=user)


def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any) -> None:
    """Note a wrong password, with the name of an account that exists: another name may be a password.

    A try that was refused unread is noted neither here nor by the limit.
    """
    if getattr(request, "sign_in_wait", 0):
        return
    username = str(credentials.get("username", ""))
    exists = User.objects.filter(username=username).exists()
    trail.record(Action.SIGN_IN_FAILED, request=request, username=username if exists else "an unknown account")
