"""The page of one's own account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import factor
from audit import trail
from audit.models import Action
from config import sign_ins


@never_cache
@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    context = {"account": request.user, "has_factor": factor.is_set_up(request.user)}
    return render(request, "accounts/account.html", context)


@never_cache
@require_POST
@login_required
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    sign_ins.end_others(request, request.user)
    trail.record(Action.SIGNED_OUT_ELSEWHERE, request=request)
    messages.success(request, "You are signed out everywhere but here.")
    return redirect("account")
