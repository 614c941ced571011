"""Signing in within the form of an article, so that its text is saved by the same request.

The fields are those of settings.SIGN_IN_FORM, the code of a second factor too. What it does not ask for is asked for on
the sign-in page in another tab; a receiver of user_logged_in that raises PermissionDenied leads there.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import HttpRequest
from django.utils.module_loading import import_string

from config import sign_ins
from config.guessing import in_words

PREFIX = "sign-in"
PASSWORD = f"{PREFIX}-password"
CODE = f"{PREFIX}-code"
MORE = "Your account asks for more than a password. Sign in in a new tab, then save here."
WAIT = "Too many attempts to sign in. Wait {}, then try again."


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
    try:
        if form.is_valid():
            sign_ins.end(request)  # somebody else's, whose cookie is replaced by this
            login(request, form.get_user())
    except PermissionDenied:  # somebody who listens to sign-ins wants more than these fields have
        request.session.flush()
        request.user = AnonymousUser()
        form.add_error(None, MORE)
    if seconds := waiting_time(request):
        form.errors[NON_FIELD_ERRORS] = form.error_class([WAIT.format(in_words(seconds))])
    return form


def waiting_time(request: HttpRequest) -> int:
    """Return how long the next try has to wait, and keep the middleware from answering without the text."""
    seconds: int = vars(request).pop("sign_in_wait", 0)
    return seconds
