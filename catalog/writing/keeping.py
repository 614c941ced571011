"""A form that cannot be saved now is shown again with what was typed, and with a way to go on from there."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from bson import ObjectId
from django import forms
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import csrf
from django.views.decorators.debug import sensitive_post_parameters

from catalog.models import Category
from catalog.outages import View, survives_outage, unavailable
from catalog.writing.returning import way_back
from catalog.writing.saves import USER_KEY, user_key
from catalog.writing.signing_in import CODE, PASSWORD, sign_in, sign_in_form, was_tried
from config.headers import NEVER_STORED

FORM = "form_that_is_kept"
FORBIDDEN = 403


class Refusal(StrEnum):
    """Why a form was not saved. Templates compare with these."""

    UNAVAILABLE = "unavailable"
    SIGNED_OUT = "signed out"
    NOT_ALLOWED = "not allowed"
    EXPIRED = "expired"
    SOMEBODY_ELSE = "somebody else"


def keeps_text(form_class: type[forms.BaseForm], *, permission: str) -> Callable[[View], View]:
    """Require the permission, and answer a POST that cannot be saved with its form and everything that was typed.

    It stands above whatever reads MongoDB; rendering such a form reads no database while that is unavailable.
    """

    def decorate(view: View) -> View:
        def when_unavailable(request: HttpRequest) -> HttpResponse:
            if request.method != "POST":
                return unavailable(request)
            return keep_while_unavailable(request, form_class)

        @wraps(view)
        @sensitive_post_parameters(PASSWORD, CODE)
        @survives_outage(when_unavailable)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return refused(request, form_class, permission) or view(request, *args, **kwargs)

        vars(guarded)[FORM] = form_class
        return guarded

    return decorate


def refused(request: HttpRequest, form_class: type[forms.BaseForm], permission: str) -> HttpResponse | None:
    """Return what somebody gets who may not save; None for who may, perhaps after signing in with this request.

    A text is saved under the name of its writer, or of who signs in with it; never of who else is signed in by now.
    """
    if may(request, permission) and not is_of_another(request):
        return None
    if request.method != "POST":
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path())
    form = sign_in(request) if was_tried(request) else None
    has_signed_in = form is not None and form.is_valid()
    if has_signed_in and may(request, permission):
        return None
    if not request.user.is_authenticated:
        refusal = Refusal.SIGNED_OUT
    else:
        refusal = Refusal.NOT_ALLOWED if has_signed_in or not is_of_another(request) else Refusal.SOMEBODY_ELSE
    return show_again(request, form_class, refusal, None if has_signed_in else form)


def writer_of(request: HttpRequest) -> str:
    """Return the key of who opened the form that was sent, '' if it does not say."""
    sent = request.POST.get("writer", "")
    return sent if USER_KEY.fullmatch(sent) else ""


def is_of_another(request: HttpRequest) -> bool:
    return writer_of(request) not in {"", user_key(request)}


def may(request: HttpRequest, permission: str) -> bool:
    return bool(request.user.has_perm(permission))  # type: ignore[union-attr]  # any of Django's users has it


def show_again(
    request: HttpRequest, form_class: type[forms.BaseForm], refusal: Refusal, sign_in_fields: forms.BaseForm | None
) -> HttpResponse:
    context = refused_context(request, form_class, refusal) | {"categories": names_to_choose_from()}
    if not context["user_key"] or refusal is Refusal.NOT_ALLOWED:
        context["sign_in"] = sign_in_fields or sign_in_form(request)
    return never_stored(render(request, "catalog/form.html", context, status=FORBIDDEN))


def keep_while_unavailable(request: HttpRequest, form_class: type[forms.BaseForm]) -> HttpResponse:
    context = refused_context(request, form_class, Refusal.UNAVAILABLE)
    return never_stored(unavailable(request, "catalog/form.html", context))


def never_stored(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = NEVER_STORED  # signed out, it is still an editor's text
    return response


def refused_context(request: HttpRequest, form_class: type[forms.BaseForm], refusal: Refusal) -> dict[str, Any]:
    """Return the context of a form that comes back. It stays its writer's, whoever is signed in."""
    context = writing_context(request, pk_of(request), unsaved=True)
    writer = writer_of(request) or context["user_key"]
    context |= {"writer": writer, "user_key": context["user_key"] if context["user_key"] == writer else ""}
    return context | {"form": form_class(request.POST), "refusal": refusal, "quiet": True}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a POST without the right token (settings.CSRF_FAILURE_VIEW): an article's form comes back with a new one.

    Nothing is saved. What another site sends is not shown either. A script gets the sentence alone: a page would bring
    a token of its own, and with it end that of the form for which the script asks.
    """
    if request.headers.get("Sec-Fetch-Dest") == "empty":
        return HttpResponse("The form was too old.\n", status=FORBIDDEN, content_type="text/plain; charset=utf-8")
    form_class = form_class_of(request)
    if form_class is None or request.method != "POST" or is_from_another_site(request):
        return csrf.csrf_failure(request, reason)
    answer = survives_outage(lambda each: keep_while_unavailable(each, form_class))(expired)
    return answer(request, form_class)


def expired(request: HttpRequest, form_class: type[forms.BaseForm]) -> HttpResponse:
    if not request.user.is_authenticated:  # a session that was ended is forgotten by this
        refusal = Refusal.SIGNED_OUT
    else:
        refusal = Refusal.SOMEBODY_ELSE if is_of_another(request) else Refusal.EXPIRED
    return show_again(request, form_class, refusal, None)


def form_class_of(request: HttpRequest) -> type[forms.BaseForm] | None:
    match = request.resolver_match
    form_class: type[forms.BaseForm] | None = getattr(match.func, FORM, None) if match else None
    return form_class


def is_from_another_site(request: HttpRequest) -> bool:
    """Return whether the browser says so. One that says nothing is asked for the token all the same."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    own = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return request.headers.get("Origin") not in {None, *own}


def pk_of(request: HttpRequest) -> Any:
    """Return the id of the article in the address, None for a new one. The admin's has it as text, of any kind."""
    given = request.resolver_match.kwargs if request.resolver_match else {}
    in_admin = given.get("object_id", "")
    return ObjectId(in_admin) if ObjectId.is_valid(in_admin) else given.get("pk")


def writing_context(request: HttpRequest, pk: Any = None, *, unsaved: bool = False) -> dict[str, Any]:
    """Return what the script of the form has to know (theme/static_src/scripts/form.ts).

    `unsaved`: the fields hold something that is not stored, although nobody has typed on this page yet.
    """
    return {
        "pk": pk,
        "user_key": user_key(request),
        "writer": user_key(request),
        "state_url": reverse("catalog:edit_state", args=[pk]) if pk else reverse("catalog:new_state"),
        "unsaved": unsaved,
        "way_back": way_back(request),
    }


def names_to_choose_from() -> list[str]:
    return [category.name for category in Category.in_order()]
