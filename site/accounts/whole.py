"""Signing in with one form: name, password and code together, for a page that cannot lead to another."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import factor
from accounts.forms import CodeField
from accounts.tries import take_code

FIRST = "This site asks everybody for a second factor. Set yours up on the sign-in page first."
NEEDED = "Your account asks for a code too."


class WholeSignInForm(AuthenticationForm):
    """A form for `login(request, form.get_user())`, which refuses whoever lacks the second factor."""

    code = CodeField(required=False, help_text="If your account asks for one.")

    def clean(self) -> dict[str, Any]:
        cleaned, user, request = super().clean(), self.get_user(), self.request
        assert request  # noqa: S101  # for the type checker: who makes this form gives one
        if not isinstance(user, User):  # a name or a password is missing or too long, and its field says so
            return cleaned
        if not factor.is_asked_of(user):
            return cleaned
        if not factor.is_set_up(user):
            raise ValidationError(FIRST)
        if not cleaned.get("code"):
            raise forms.ValidationError({"code": NEEDED})
        try:
            how = take_code(request, user, self)
        except PermissionDenied as error:  # the time to wait is with the request
            raise ValidationError("Too many attempts. Wait, then try again.") from error
        if how:
            request.second_factor = how  # type: ignore[attr-defined]  # read by config.sign_ins and by the trail
        return cleaned
