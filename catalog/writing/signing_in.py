"""Signing in within the form of an article, so that its text is saved by the same request.

The fields are those of settings.SIGN_IN_FORM, the form of the sign-in page: whatever that asks for is asked for here.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest
from django.utils.module_loading import import_string

from config.guessing import in_words

PREFIX = "sign-in"


def sign_in_form(request: HttpRequest, data: Any = None) -> AuthenticationForm:
    form_class: type[AuthenticationForm] = import_string(settings.SIGN_IN_FORM)
    form = form_class(request, data, prefix=PREFIX)
    for field in form.fields.values():
        field.widget.attrs.pop("autofocus", None)  # what is said above comes first
    return form


def was_tried(request: HttpRequest) -> bool:
    return bool(request.POST.get(f"{PREFIX}-username"))


def sign_in(request: HttpRequest) -> AuthenticationForm:
    """Sign in with what a form holds beside its text, or return the fields with what was wrong."""
    form = sign_in_form(request, request.POST)
    if form.is_valid():
        login(request, form.get_user())
    elif seconds := waiting_time(request):
        form.errors[NON_FIELD_ERRORS] = form.error_class(
            [f"Too many attempts to sign in. Wait {in_words(seconds)}, then try again."]
        )
    return form


def waiting_time(request: HttpRequest) -> int:
    """Return how long the next try has to wait, and keep the middleware from answering without the text."""
    seconds: int = vars(request).pop("sign_in_wait", 0)
    return seconds
