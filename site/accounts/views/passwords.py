"""Changing a password, and resetting one by mail."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as django_views
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import mailing
from accounts.forms import ChangeForm, ResetForm, store_password
from accounts.mailing import NoHostError
from audit import trail
from audit.models import Action
from config import guessing, sign_ins

METHODS = ["get", "head", "post", "options"]


@method_decorator(never_cache, name="dispatch")
class ChangeView(django_views.PasswordChangeView):
    """After a change every other sign-in is over."""

    template_name = "accounts/password_change.html"
    form_class = ChangeForm
    success_url = reverse_lazy("account")
    http_method_names = METHODS

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with guessing.turn_of(request):
            return super().post(request, *args, **kwargs)

    def form_valid(self, form: ChangeForm) -> HttpResponse:  # type: ignore[override]  # it is this form
        before, user = form.user.password, form.save(commit=False)
        try:
            store_password(user, before)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        update_session_auth_hash(self.request, user)
        sign_ins.end_others(self.request, user)
        trail.record(Action.PASSWORD_CHANGED, request=self.request, user=user)
        mailing.tell(self.request, user, "Your password was changed")
        messages.success(self.request, "Your password was changed, and you are signed out everywhere but here.")
        return HttpResponseRedirect(self.get_success_url())


@method_decorator(never_cache, name="dispatch")
class ResetView(django_views.PasswordResetView):
    """Asks for an address. The answer is the same, and as fast, whether an account has it or not."""

    template_name = "accounts/password_reset.html"
    form_class = ResetForm
    http_method_names = METHODS

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: ResetForm) -> HttpResponse:  # type: ignore[override]  # it is this form
        request, address = self.request, form.cleaned_data["email"]
        with guessing.turn_of(request):
            guessing.count_failure(guessing.keys_of_request(request, address, guessing.RESETS))
        try:
            host = mailing.host_of(request)
        except NoHostError:
            mailing.no_host()
        else:
            mailing.later(lambda: send_links(form, host, is_secure=request.is_secure()))
        return HttpResponseRedirect(self.get_success_url())


def send_links(form: ResetForm, host: str, *, is_secure: bool) -> None:
    form.save(
        domain_override=host,
        use_https=is_secure,
        subject_template_name="accounts/mail/reset_subject.txt",
        email_template_name="accounts/mail/reset.txt",
    )


@method_decorator(never_cache, name="dispatch")
class ResetSentView(django_views.PasswordResetDoneView):
    template_name = "accounts/password_reset_sent.html"


# Without it a wrong link has a page for any verb.
@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class NewPasswordView(django_views.PasswordResetConfirmView):
    """Takes a new password from who has the link. It signs nobody in: the second factor is still to be proved."""

    template_name = "accounts/password_new.html"
    success_url = reverse_lazy("login")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with guessing.turn_of(request):
            return super().post(request, *args, **kwargs)

    def form_valid(self, form: "SetPasswordForm[AbstractBaseUser]") -> HttpResponse:
        before, user = form.user.password, form.save(commit=False)
        try:
            store_password(user, before)
        except ValidationError:
            return self.link_is_over()
        del self.request.session[django_views.INTERNAL_RESET_SESSION_TOKEN]
        sign_ins.end_all(user)
        trail.record(Action.PASSWORD_RESET, request=self.request, user=user)
        mailing.tell(self.request, user, "Your password was reset")
        messages.success(self.request, "Your password was changed. Sign in with the new one.")
        return HttpResponseRedirect(str(self.success_url))

    def link_is_over(self) -> HttpResponse:
        """Somebody was faster with the same link."""
        self.validlink = False
        return self.render_to_response(self.get_context_data())
