"""Signing in: the password, then the code."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import factor, half
from accounts.forms import CodeForm
from accounts.tries import take_code


class SignInView(LoginView):
    template_name = "accounts/sign_in.html"
    http_method_names = ["get", "head", "post", "options"]

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        if not factor.is_asked_of(user):
            return super().form_valid(form)
        half.begin(self.request, user, self.get_success_url())
        return redirect("sign_in_code" if factor.is_set_up(user) else "second_factor")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second half of a sign-in, for who has set up a second factor."""
    begun = half.of(request)
    if begun is None:
        return redirect("login")
    if not factor.is_set_up(begun.user):
        return redirect("second_factor")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (how := take_code(request, begun.user, form)):
        half.complete(request, begun, how)
        return redirect(begun.then)
    return render(request, "accounts/code.html", {"form": form})
