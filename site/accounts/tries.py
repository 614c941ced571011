"""Trying a code: under limits, and a wrong one in the log and in the trail."""

import logging

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


def take_code(request: HttpRequest, user: User, form: Form) -> How | None:
    """Return how the form's code proves the second factor; None with an error in the form. Raises PermissionDenied."""
    keys = guessing.keys_of_request(request, user.get_username(), guessing.CODES)
    how = factor.take(user, form.cleaned_data["code"])
    if how is None:
        count_wrong_code(request, user, keys)
        form.add_error("code", WRONG)
        return None
    guessing.forget_account(keys, guessing.CODES)
    return how


def count_wrong_code(request: HttpRequest, user: User, keys: dict[str, guessing.Limit]) -> None:
    guessing.count_failure(keys)
    logger.warning("A wrong code for %r from %s", user.get_username(), request.META.get("REMOTE_ADDR", ""))
    trail.record(Action.CODE_REFUSED, request=request, user=user)
