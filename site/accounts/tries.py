"""Trying a code: under limits, and a wrong one in the log and in the trail."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.contrib.auth.models import User
from django.forms import Form
from django.http import HttpRequest

from accounts import factor
from accounts.factor import How
from audit import trail
from audit.models import Action
from config import guessing

logger = logging.getLogger(__name__)

WRONG = "This code is wrong, or it was used before. An app shows a new one every half minute."

Proved = TypeVar("Proved")


def take_code(request: HttpRequest, user: User, form: Form) -> How | None:
    """Return how the form's code proves the second factor; None with an error in the form. Raises PermissionDenied."""
    return try_code(request, user, form, partial(factor.take, user))


def try_code(request: HttpRequest, user: User, form: Form, prove: Callable[[str], Proved | None]) -> Proved | None:
    """Return what the form's code proves; None with an error in the form. Raises PermissionDenied.

    It takes a turn, as a password does: of many that come at once each is counted before the next is looked at. Do not
    call it in one.
    """
    with guessing.turn_of(request):
        code = form.cleaned_data["code"]
        proved = guessing.counted(request, user.get_username(), guessing.CODES, lambda: prove(code))
    if proved is None:
        logger.warning("A wrong code for %r from %s", user.get_username(), request.META.get("REMOTE_ADDR", ""))
        trail.record(Action.CODE_REFUSED, request=request, user=user)
        form.add_error("code", WRONG)
    return proved
