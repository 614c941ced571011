"""Setting up a second factor, its recovery codes, and removing it."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import codes, factor, half, mailing
from accounts.forms import CodeForm, SetUpForm, check_password
from accounts.half import Half
from accounts.tries import take_code, try_code
from audit import trail
from audit.models import Action
from config import guessing, sign_ins

# Where a session keeps the key that it is setting up, and how long.
NEW_KEY = "new_second_factor"
NEW_KEY_SECONDS = 3600

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters()
@never_cache
@PAGE
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set it up, or see that it is; also for who must have one and is half signed in without it."""
    begun = half.of(request)
    user = begun.user if begun else request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not factor.is_set_up(user):
        return set_up(request, user, begun)
    if begun:  # a password alone opens nothing of it
        return redirect("sign_in_code")
    return render(request, "accounts/second_factor.html", {"left": factor.recovery_codes_left(user)})


def set_up(request: HttpRequest, user: User, begun: Half | None) -> HttpResponse:
    form = SetUpForm(request.POST if request.method == "POST" else None, ask_password=begun is None)
    key = new_key(request, begun)
    if form.is_valid() and (fresh := confirmed(request, user, key, form)):
        del request.session[NEW_KEY]
        if begun:
            sign_ins.end_all(user)
            half.complete(request, begun, factor.How.CODE)
        else:
            request.second_factor = factor.How.CODE  # type: ignore[attr-defined]  # read by config.sign_ins
            sign_ins.end_others(request, user)
        trail.record(Action.FACTOR_SET_UP, request=request, user=user)
        mailing.tell(request, user, "A second factor was set up")
        return show_codes(request, fresh, begun.then if begun else "")
    picture = codes.qr_code(codes.address_of(key, user.get_username()))
    context = {"form": form, "key": codes.in_groups(key), "picture": picture, "must": begun is not None}
    return render(request, "accounts/second_factor_set_up.html", context)


def new_key(request: HttpRequest, begun: Half | None) -> str:
    """Return the key that is being set up, the same when the page is loaded again.

    It belongs to this sign-in and to nobody else's: who has seen a key elsewhere, or before the owner signed in here,
    would have the codes of a factor that the owner turns on.
    """
    sign_in = f"half {begun.began}" if begun else request.session.get(sign_ins.KEY, "")
    kept, now = request.session.get(NEW_KEY), half.now()
    if not kept or kept["sign_in"] != sign_in or not 0 <= now - kept["at"] <= NEW_KEY_SECONDS:
        kept = request.session[NEW_KEY] = {"sign_in": sign_in, "key": codes.new_key(), "at": now}
    return str(kept["key"])


def confirmed(request: HttpRequest, user: User, key: str, form: SetUpForm) -> list[str] | None:
    """Return the recovery codes; None with an error in the form."""
    if "password" in form.fields:
        with guessing.turn_of(request):
            if not check_password(request, user, form.cleaned_data["password"]):
                form.add_error("password", "This is not your password.")
                return None
    return try_code(request, user, form, partial(factor.confirm, user, key))


def show_codes(request: HttpRequest, fresh: list[str], then: str = "") -> HttpResponse:
    return render(request, "accounts/recovery_codes.html", {"codes": fresh, "then": then})


@sensitive_post_parameters()
@never_cache
@PAGE
@login_required
def renew(request: HttpRequest) -> HttpResponse:
    """New recovery codes for who proves the factor once more."""
    user = signed_in(request)
    if not factor.is_set_up(user):
        return redirect("second_factor")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and take_code(request, user, form):
        fresh = factor.renew_recovery_codes(user)
        trail.record(Action.RECOVERY_RENEWED, request=request)
        mailing.tell(request, user, "New recovery codes were made")
        return show_codes(request, fresh)
    return render(request, "accounts/recovery_codes_renew.html", {"form": form})


@sensitive_post_parameters()
@never_cache
@PAGE
@login_required
def remove(request: HttpRequest) -> HttpResponse:
    """Remove the factor for who proves it once more. Where it is required, a new one is set up at the next sign-in."""
    user = signed_in(request)
    if not factor.is_set_up(user):
        return redirect("second_factor")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and take_code(request, user, form):
        factor.remove(user)
        sign_ins.end_all(user)
        sign_ins.begin(request, user)  # without a second factor
        trail.record(Action.FACTOR_REMOVED, request=request)
        mailing.tell(request, user, "Your second factor was removed")
        messages.success(request, "The second factor was removed.")
        return redirect("account")
    return render(request, "accounts/second_factor_remove.html", {"form": form})


def signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  # for the type checker, behind login_required
    return request.user
