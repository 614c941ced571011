"""The table of account pages: who gets what by which verb; headers, fields and errors of each."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from accounts.tests.people import PASSWORD, Clock, code_of, give_code, set_up, sign_in

pytestmark = pytest.mark.servers

FACTOR = "/accounts/second-factor/"
VERBS = ("get", "head", "options", "post", "put", "patch", "delete", "trace")
# What a page answers to each verb: to who is not signed in, is half signed in, is signed in, has a second factor.
OPEN, LOGIN, NONE = "page", "sign in", "405"
READS = ("get", "head")
PAGES: dict[str, dict[str, tuple[str, str, str, str]]] = {
    "/accounts/": {"read": (LOGIN, LOGIN, OPEN, OPEN), "post": (NONE,) * 4},
    "/accounts/login/": {"read": (OPEN,) * 4, "post": (OPEN,) * 4},
    "/accounts/login/code/": {"read": (LOGIN, OPEN, LOGIN, LOGIN), "post": (LOGIN, OPEN, LOGIN, LOGIN)},
    "/accounts/logout/": {"read": (NONE,) * 4, "post": ("home",) * 4},
    "/accounts/sign-out-elsewhere/": {"read": (NONE,) * 4, "post": (LOGIN, LOGIN, "account", "account")},
    "/accounts/password_change/": {"read": (LOGIN, LOGIN, OPEN, OPEN), "post": (LOGIN, LOGIN, OPEN, OPEN)},
    "/accounts/password_reset/": {"read": (OPEN,) * 4, "post": (OPEN,) * 4},
    "/accounts/password_reset/done/": {"read": (OPEN,) * 4, "post": (NONE,) * 4},
    "/accounts/reset/x/y/": {"read": (OPEN,) * 4, "post": (OPEN,) * 4},
    FACTOR: {"read": (LOGIN, "code", OPEN, OPEN), "post": (LOGIN, "code", OPEN, OPEN)},
    f"{FACTOR}recovery-codes/": {"read": (LOGIN, LOGIN, "factor", OPEN), "post": (LOGIN, LOGIN, "factor", OPEN)},
    f"{FACTOR}remove/": {"read": (LOGIN, LOGIN, "factor", OPEN), "post": (LOGIN, LOGIN, "factor", OPEN)},
}
LEADS = {"/": "home", "/accounts/": "account", "/accounts/login/code/": "code", FACTOR: "factor"}


def outcome(response: Any) -> str:
    if response.status_code == 302:
        where = response["Location"].partition("?")[0]
        return LOGIN if where == "/accounts/login/" else LEADS[where]
    return OPEN if response.status_code == 200 else str(response.status_code)


def people(ann: User, clock: Clock) -> list[Client]:
    """Nobody, half signed in, signed in without and with a second factor."""
    User.objects.create_user("bea", password=PASSWORD)
    set_up(ann, clock)
    nobody, half_in, bea, whole = Client(), Client(), Client(), Client()
    sign_in(half_in)
    bea.post("/accounts/login/", {"username": "bea", "password": PASSWORD})
    sign_in(whole)
    give_code(whole, code_of(ann))
    return [nobody, half_in, bea, whole]


@pytest.mark.parametrize("address", PAGES)
def test_who_gets_what_by_which_verb(ann: User, clock: Clock, address: str) -> None:
    for number, client in enumerate(people(ann, clock)):
        found = {verb: outcome(getattr(client, verb)(address)) for verb in VERBS if verb != "post"}
        found["post"] = outcome(client.post(address))
        expected = PAGES[address]
        assert {found["get"], found["head"]} == {expected["read"][number]}, f"person {number}"
        assert found["post"] == expected["post"][number], f"person {number}"
        # Django answers OPTIONS of its own views with what they allow, and nothing else.
        closed = {found[verb] for verb in ("put", "patch", "delete", "trace")}
        assert closed <= {NONE, LOGIN, "code"}, f"person {number}: {found}"


@pytest.mark.parametrize("address", [address for address, verbs in PAGES.items() if OPEN in verbs["read"]])
def test_nothing_of_them_is_stored_and_every_header_is_there(ann: User, clock: Clock, address: str) -> None:
    for client in people(ann, clock):
        response = client.get(address)
        assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
        assert "camera=()" in response["Permissions-Policy"]
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "default-src 'self'" in response["Content-Security-Policy"]
        assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("address", [address for address, verbs in PAGES.items() if verbs["post"] != (NONE,) * 4])
def test_a_form_from_another_site_is_refused(ann: User, clock: Clock, address: str) -> None:
    for client in people(ann, clock):
        client.handler.enforce_csrf_checks = True
        assert client.post(address).status_code == 403


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/accounts/login/", {"username": "username", "password": "current-password"}),
        (
            "/accounts/password_change/",
            {"old_password": "current-password", "new_password1": "new-password", "new_password2": "new-password"},
        ),
        ("/accounts/password_reset/", {"email": "email"}),
        (FACTOR, {"password": "current-password", "code": "one-time-code"}),
    ],
)
def test_fields_say_what_they_are_and_errors_belong_to_them(home: Client, address: str, fields: dict[str, str]) -> None:
    page = home.post(address).content.decode()
    inputs = {name: tag for tag in re.findall(r"<input[^>]+>", page) for name in re.findall(r'name="(\w+)"', tag)}
    for name, kind in fields.items():
        assert f'autocomplete="{kind}"' in inputs[name]
        assert f'<label class="field-label" for="id_{name}">' in page
        assert 'aria-invalid="true"' in inputs[name]
        assert f"id_{name}_error" in inputs[name]
        assert f'<div id="id_{name}_error">' in page
        assert "onpaste" not in inputs[name]


def test_half_a_sign_in_asks_for_a_code_that_a_phone_fills_in(ann: User, clock: Clock) -> None:
    client = people(ann, clock)[1]
    page = client.post("/accounts/login/code/").content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert '<div id="id_code_error">' in page


def test_a_reader_at_the_sign_in_has_no_session(mongo: None) -> None:
    client = Client()
    for address in ("/accounts/login/", "/accounts/password_reset/", "/accounts/login/code/", FACTOR):
        client.get(address)
    assert "sessionid" not in client.cookies
