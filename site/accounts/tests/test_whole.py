"""A page with a sign-in of its own: no view gets round the second factor."""

from typing import Any

import pytest
from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import Client, RequestFactory

from accounts.tests.people import PASSWORD, Clock, code_of, set_up, wrong_code
from accounts.whole import WholeSignInForm
from audit.models import Action, Entry
from catalog.tests.factories import typed
from config import sign_ins

pytestmark = pytest.mark.servers


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    request = rf.post("/articles/new/")
    request.session, request.user = SessionStore(), AnonymousUser()
    request.resolver_match = None
    return request


def filled(request: HttpRequest, code: str = "") -> WholeSignInForm:
    return WholeSignInForm(request, {"username": "ann", "password": PASSWORD, "code": code})


def test_who_has_none_signs_in_with_the_password(ann: User, request_: HttpRequest) -> None:
    form = filled(request_)
    assert form.is_valid()
    login(request_, form.get_user())
    assert sign_ins.user_of(request_) == ann


def test_who_has_one_gives_the_code_too(ann: User, request_: HttpRequest, clock: Clock) -> None:
    set_up(ann, clock)
    assert "code" in filled(request_).errors
    assert "code" in filled(request_, wrong_code(ann)).errors
    form = filled(request_, code_of(ann))
    assert form.is_valid()
    login(request_, form.get_user())
    assert sign_ins.user_of(request_) == ann


@pytest.mark.parametrize(("name", "password"), [("ann", ""), ("x" * 200, PASSWORD)])
def test_a_name_or_a_password_that_is_none_loses_no_text(ann: User, name: str, password: str) -> None:
    given = {"sign-in-username": name, "sign-in-password": password}
    response = Client().post("/articles/new/", typed(content="An hour of work.") | given)
    assert response.status_code == 403
    assert "An hour of work." in response.content.decode()


def test_who_must_have_one_sets_it_up_elsewhere(ann: User, request_: HttpRequest, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = "required"
    assert "sign-in page" in str(filled(request_).errors)


def test_a_view_that_forgets_to_ask_signs_nobody_in(ann: User, request_: HttpRequest, clock: Clock) -> None:
    set_up(ann, clock)
    with pytest.raises(PermissionDenied):
        login(request_, ann, backend="config.guessing.ThrottledBackend")
    assert not request_.user.is_authenticated
    assert not sign_ins.user_of(request_).is_authenticated
    assert not Entry.objects.filter(action=Action.SIGNED_IN)
