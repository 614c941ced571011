"""Signing in with a second factor: a password alone opens nothing, and no code is taken twice."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client

from accounts import factor, half
from accounts.tests.people import (
    NEW,
    NEXT,
    PASSWORD,
    Clock,
    code_of,
    give_code,
    is_signed_in,
    set_up,
    sign_in,
    wrong_code,
)
from config import sign_ins

pytestmark = pytest.mark.servers

CODE, SET_UP = "/accounts/login/code/", "/accounts/second-factor/"


@pytest.fixture
def recovery(ann: User, clock: Clock) -> list[str]:
    return set_up(ann, clock)


def test_who_has_no_second_factor_is_not_asked(ann: User) -> None:
    client = Client()
    assert sign_in(client)["Location"] == NEXT
    assert is_signed_in(client)


@pytest.mark.parametrize("at", ["/accounts/login/", "/admin/login/"])
def test_a_password_and_a_code_sign_in(ann: User, recovery: list[str], at: str) -> None:
    client = Client()
    assert sign_in(client, at=f"{at}?next={NEXT}")["Location"] == CODE
    assert not is_signed_in(client)
    assert give_code(client, code_of(ann))["Location"] == NEXT
    assert is_signed_in(client)
    assert half.KEY not in client.session


@pytest.mark.django_db(transaction=True, databases=["default", "sync"])  # for the panel of the admin
def test_the_admins_own_sign_in_leads_into_the_admin(ann: User, recovery: list[str]) -> None:
    client = Client()
    sign_in(client, at="/admin/login/")
    assert give_code(client, code_of(ann))["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("address", ["/admin/", NEXT, "/accounts/", "/accounts/password_change/"])
def test_a_password_alone_opens_nothing(recovery: list[str], address: str) -> None:
    client = Client()
    sign_in(client)
    assert "/login/" in client.get(address)["Location"]
    posted = client.post(address)
    assert posted.status_code in {403, 405} or "/login/" in posted["Location"]


def test_a_password_alone_neither_shows_nor_removes_the_second_factor(ann: User, recovery: list[str]) -> None:
    client = Client()
    sign_in(client)
    assert client.get(SET_UP)["Location"] == CODE
    for address in (f"{SET_UP}recovery-codes/", f"{SET_UP}remove/"):
        assert "/login/" in client.post(address, {"code": code_of(ann)})["Location"]
    assert factor.is_set_up(ann)
    assert factor.recovery_codes_left(ann) == len(recovery)


def test_a_code_may_be_half_a_minute_off_and_no_more(ann: User, recovery: list[str], clock: Clock) -> None:
    clock.move(minutes=5)
    codes = [code_of(ann, steps=steps) for steps in (-2, 2, -1, 0, 1)]
    assert [factor.take(ann, code) is not None for code in codes] == [False, False, True, True, True]


def test_a_code_is_taken_once(ann: User, recovery: list[str]) -> None:
    code, first, second = code_of(ann), Client(), Client()
    for client in (first, second):
        sign_in(client)
    assert give_code(first, code).status_code == 302
    refused = give_code(second, code)
    assert refused.status_code == 200
    assert "used before" in refused.content.decode()
    assert not is_signed_in(second)


def test_an_older_code_is_not_taken_after_a_newer_one(ann: User, recovery: list[str]) -> None:
    older = code_of(ann, steps=-1)
    assert factor.take(ann, code_of(ann))
    assert factor.take(ann, older) is None


@pytest.mark.parametrize("kind", ["code", "recovery code"])
def test_of_many_at_the_same_moment_one_is_taken(ann: User, recovery: list[str], kind: str) -> None:
    code = code_of(ann) if kind == "code" else recovery[0]

    def take(_number: int) -> bool:
        try:
            return factor.take(ann, code) is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(16))) == [False] * 15 + [True]


def test_a_recovery_code_is_taken_once_however_it_is_typed(ann: User, recovery: list[str]) -> None:
    typed, client = f" {recovery[0].upper().replace('-', ' ')} ", Client()
    sign_in(client)
    assert give_code(client, typed)["Location"] == NEXT
    again = Client()
    sign_in(again)
    assert give_code(again, typed).status_code == 200
    assert give_code(again, recovery[1]).status_code == 302


def test_wrong_codes_soon_cost_time(ann: User, recovery: list[str], clock: Clock) -> None:
    client = Client()
    sign_in(client)
    assert [give_code(client, wrong_code(ann)).status_code for _ in range(5)] == [200] * 5
    refused = give_code(client, code_of(ann))
    assert (refused.status_code, refused["Retry-After"]) == (429, "1")
    clock.move(seconds=2)
    assert give_code(client, code_of(ann)).status_code == 302


def test_a_new_address_does_not_start_anew_for_ever(ann: User, recovery: list[str]) -> None:
    found = []
    for number in range(12):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        sign_in(client)
        found.append(give_code(client, wrong_code(ann)).status_code)
    assert found == [200] * 10 + [429] * 2


def test_half_a_sign_in_is_over_after_ten_minutes(ann: User, recovery: list[str], clock: Clock) -> None:
    client = Client()
    sign_in(client)
    clock.move(minutes=9)
    assert client.get(CODE).status_code == 200
    clock.move(minutes=2)
    assert give_code(client, code_of(ann))["Location"] == "/accounts/login/"


def test_half_a_sign_in_is_over_when_the_password_changes(ann: User, recovery: list[str]) -> None:
    client = Client()
    sign_in(client)
    ann.set_password(NEW)
    ann.save()
    assert give_code(client, code_of(ann))["Location"] == "/accounts/login/"


def test_half_a_sign_in_is_over_when_the_account_is_switched_off(ann: User, recovery: list[str]) -> None:
    client = Client()
    sign_in(client)
    User.objects.update(is_active=False)
    assert give_code(client, code_of(ann))["Location"] == "/accounts/login/"


def test_another_site_is_not_where_one_goes_then(ann: User, recovery: list[str]) -> None:
    client = Client()
    sign_in(client, at="/accounts/login/?next=https://evil.example/")
    assert give_code(client, code_of(ann))["Location"] == "/"


# --- STAFF_SECOND_FACTOR=required --------------------------------------------------------------------------------


@pytest.fixture
def required(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = "required"


@pytest.mark.django_db(transaction=True, databases=["default", "sync"])  # for the panel of the admin
def test_nobody_signs_in_without_one_and_sets_it_up_first(ann: User, clock: Clock, required: None) -> None:
    client = Client()
    assert sign_in(client)["Location"] == SET_UP
    assert client.get("/admin/").status_code == 302
    assert client.get(CODE)["Location"] == SET_UP
    assert "asks everybody" in client.get(SET_UP).content.decode()
    assert not is_signed_in(client)
    assert client.post(SET_UP, {"code": wrong_code(client)}).status_code == 200
    assert not is_signed_in(client)
    page = client.post(SET_UP, {"code": code_of(client)})
    assert f'href="{NEXT}"' in page.content.decode()
    assert client.get("/admin/").status_code == 200
    assert client.get(NEXT).status_code == 200


def test_a_sign_in_of_before_is_over(home: Client, settings: Any) -> None:
    assert is_signed_in(home)
    settings.STAFF_SECOND_FACTOR = "required"
    assert not is_signed_in(home)


def test_a_sign_in_with_a_code_goes_on(ann: User, recovery: list[str], required: None) -> None:
    client = Client()
    sign_in(client)
    give_code(client, code_of(ann))
    assert is_signed_in(client)
    client.post("/accounts/sign-out-elsewhere/")
    assert is_signed_in(client)


def test_who_removes_it_sets_up_another(ann: User, recovery: list[str], clock: Clock, required: None) -> None:
    client = Client()
    sign_in(client)
    give_code(client, code_of(ann))
    clock.move(seconds=60)
    client.post(f"{SET_UP}remove/", {"code": code_of(ann)})
    assert not is_signed_in(client)
    assert sign_in(client)["Location"] == SET_UP


def test_a_sign_in_is_stored_with_what_proved_it(ann: User, recovery: list[str]) -> None:
    client = Client()
    sign_in(client)
    assert sign_ins.collection().count_documents({}) == 0
    give_code(client, code_of(ann))
    assert [row["second_factor"] for row in sign_ins.collection().find()] == [True]
    assert PASSWORD not in str(client.session.items())
