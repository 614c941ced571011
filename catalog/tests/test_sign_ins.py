"""Signing out, and time, end a sign-in for every copy of its cookie."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client

from catalog.tests.factories import make_editor
from catalog.tests.outage import outage
from config import sign_ins

pytestmark = pytest.mark.servers

FORM = "/articles/new/"


def copy_of(client: Client) -> Client:
    """Another browser with the same cookies."""
    other = Client()
    other.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return other


def is_signed_in(client: Client) -> bool:
    status = client.get(FORM).status_code
    assert status in {200, 302}
    return status == 200


def later(monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    moment = sign_ins.now() + timedelta(**time)
    monkeypatch.setattr(sign_ins, "now", lambda: moment)


def test_a_copied_cookie_ends_with_the_sign_out(editor: Client) -> None:
    thief = copy_of(editor)
    assert is_signed_in(thief)
    editor.post("/accounts/logout/")
    assert not is_signed_in(thief)
    assert settings.SESSION_COOKIE_NAME in thief.cookies
    assert not thief.cookies[settings.SESSION_COOKIE_NAME].value  # the browser is told to forget it


def test_signing_out_in_the_admin_ends_it_too(mongo: None) -> None:
    operator = Client()
    operator.force_login(User.objects.create_superuser("operator", password="a password"))
    thief = copy_of(operator)
    assert thief.get("/admin/").status_code == 200
    operator.post("/admin/logout/")
    assert thief.get("/admin/").status_code == 302


def test_another_sign_in_of_the_same_user_goes_on(mongo: None) -> None:
    user, home, office = make_editor(), Client(), Client()
    home.force_login(user)
    office.force_login(user)
    home.post("/accounts/logout/")
    assert is_signed_in(office)


def test_it_ends_after_a_time_without_requests(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, seconds=settings.SIGN_IN_IDLE_SECONDS + 1)
    assert not is_signed_in(editor)


def test_a_request_prolongs_it(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        later(monkeypatch, seconds=settings.SIGN_IN_IDLE_SECONDS - 1)
        assert is_signed_in(editor)


def test_in_the_end_it_is_over_all_the_same(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(settings.SIGN_IN_SECONDS // settings.SIGN_IN_IDLE_SECONDS):
        assert is_signed_in(editor)
        later(monkeypatch, seconds=settings.SIGN_IN_IDLE_SECONDS - 1)
    later(monkeypatch, minutes=1)
    assert not is_signed_in(editor)


def test_a_cookie_without_a_sign_in_is_nobody(editor: Client) -> None:
    sign_ins.collection().delete_many({})
    assert not is_signed_in(editor)


def test_the_token_itself_is_not_stored(editor: Client) -> None:
    token = editor.session[sign_ins.KEY]
    assert token not in str(list(sign_ins.collection().find()))


def test_mongodb_removes_those_that_are_over(editor: Client) -> None:
    assert sign_ins.collection().index_information()["ends_1"]["expireAfterSeconds"] == 0


def test_a_readers_search_has_no_session(reader: Client) -> None:
    assert settings.SESSION_COOKIE_NAME not in reader.get("/").cookies
    assert sign_ins.collection().count_documents({}) == 0


def test_an_editors_search_needs_no_mongodb(editor: Client) -> None:
    with outage():
        response = editor.get("/?q=anything")
        assert response.status_code in {200, 503}  # 503 without an index: MongoDB would stand in for it
        assert "Sign out" in response.content.decode()
        assert editor.get(FORM).status_code == 503
    assert is_signed_in(editor)
    assert connections["default"].settings_dict["NAME"]
