"""The forms of the account pages."""

import logging
import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.forms import PasswordChangeForm, PasswordResetForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string

from audit import trail
from audit.models import Action
from config import guessing

logger = logging.getLogger(__name__)

NEWER = "The password was changed in the meantime, so nothing was saved."


class CodeField(forms.CharField):
    """A code from an app, or a recovery code."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": "Code", "max_length": 60, **options})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # A phone shows digits, and what is pasted or typed with spaces is taken.
        attributes = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        return {**super().widget_attrs(widget), **attributes}


class CodeForm(forms.Form):
    code = CodeField(help_text="The six digits that your app shows now, or one of your recovery codes.")


class SetUpForm(forms.Form):
    """`password` is asked of who is signed in already: somebody else may sit at the keyboard."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = CodeField(help_text="The six digits that the app shows now.")

    def __init__(self, *args: Any, ask_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
        if not ask_password:
            del self.fields["password"]


def check_password(request: HttpRequest, user: AbstractBaseUser, password: str) -> bool:
    """Check a user's own password under the limits of a sign-in. Raises PermissionDenied; call it in a turn."""
    name = user.get_username()
    is_right = guessing.counted(request, name, guessing.PASSWORDS, lambda: user.check_password(password))
    if not is_right:
        logger.warning("A wrong password for %r from %s", name, request.META.get("REMOTE_ADDR", ""))
        trail.record(Action.SIGN_IN_FAILED, request=request, user=user)
    return is_right


def store_password(user: AbstractBaseUser, before: str) -> None:
    """Save a new password if the old one is still there: of two at the same moment one is saved."""
    if not User.objects.filter(pk=user.pk, password=before).update(password=user.password):
        raise ValidationError(NEWER)


class ChangeForm(PasswordChangeForm):
    """Django's, under the limits of a sign-in."""

    def __init__(self, user: User, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        given = str(self.cleaned_data["old_password"])
        if not check_password(self.request, self.user, given):
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return given


class ResetForm(PasswordResetForm):
    """Django's, which looks up the accounts of an address and sends each a link."""

    email = forms.EmailField(
        label="Email address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,  # noqa: ARG002  # Django's signature
    ) -> None:
        """Send a link, and note it when it is sent. Raises what the mail server says.

        Django's (5.2) logs that with its text, which may hold the address, and goes on as if it had been sent.
        """
        subject = "".join(render_to_string(subject_template_name, context).splitlines())
        send_mail(subject, render_to_string(email_template_name, context), from_email, [to_email])
        trail.record(Action.RESET_MAILED, request=self.request, user=context["user"])

    def get_users(self, email: str) -> Iterator[User]:
        """Return the accounts of an address in any case.

        Not by `iexact`, for which the backend (5.2.4) takes the address for a pattern: with a plus it finds nobody.
        """
        found = User.objects.filter(email__iregex=f"^{re.escape(email)}$", is_active=True)
        return (user for user in found if user.has_usable_password() and user.email.casefold() == email.casefold())
