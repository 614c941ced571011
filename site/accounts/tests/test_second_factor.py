"""Setting up a second factor, its recovery codes, and losing it."""

import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import factor, mailing
from accounts.models import RecoveryCode, SecondFactor
from accounts.tests.people import PASSWORD, Clock, code_of, is_signed_in, key_of, set_up, sign_in, wrong_code
from audit.models import Action, Entry
from config import sign_ins

pytestmark = pytest.mark.servers

PAGE = "/accounts/second-factor/"
CODES = re.compile(r"<code>([a-z0-9-]{27})</code>")


def turn_on(client: Client, password: str = PASSWORD, code: str = "") -> str:
    client.get(PAGE)
    given = {"password": password, "code": code or code_of(client)}
    return client.post(PAGE, given).content.decode()


def test_the_page_shows_the_key_as_a_picture_of_its_own_and_as_text(ann: User, home: Client) -> None:
    page = home.get(PAGE).content.decode()
    key = key_of(home)
    assert len(key) == 32
    assert key in page.replace(" ", "")
    assert re.findall(r'<img[^>]* src="(.{19})', page) == ["data:image/svg+xml;"[:19]]


def test_the_key_stays_when_the_page_is_loaded_again(ann: User, home: Client) -> None:
    pages = [home.get(PAGE).content.decode() for _ in range(2)]
    keys = [re.findall(r'class="key">([^<]+)', page) for page in pages]
    assert keys[0] == keys[1]


def test_a_key_that_another_session_saw_is_not_the_one_that_is_turned_on(ann: User, home: Client) -> None:
    thief = Client()
    sign_in(thief)
    thief.get(PAGE)
    turn_on(home, code=code_of(thief))
    assert not factor.is_set_up(ann)
    turn_on(home)
    assert key_of(ann) != key_of(thief)


@pytest.mark.parametrize("second_factor", ["optional", "required"])
def test_a_key_that_was_seen_before_its_owner_signed_in_is_another(
    ann: User, settings: Any, clock: Clock, second_factor: str
) -> None:
    settings.STAFF_SECOND_FACTOR = second_factor
    client, keys = Client(), set()
    for _ in range(2):
        sign_in(client)
        client.get(PAGE)
        keys.add(key_of(client))
        clock.move(seconds=60)
    assert len(keys) == 2


def test_a_key_that_lies_about_for_long_is_another(home: Client, clock: Clock) -> None:
    home.get(PAGE)
    before = key_of(home)
    clock.move(minutes=61)
    home.get(PAGE)
    assert key_of(home) != before


def test_nothing_is_on_before_a_code_has_proved_it(ann: User, home: Client) -> None:
    home.get(PAGE)
    assert not factor.is_set_up(ann)
    turn_on(home, code=wrong_code(home))
    assert not factor.is_set_up(ann)


def test_it_takes_the_password_too(ann: User, home: Client) -> None:
    assert "This is not your password" in turn_on(home, password="another")
    assert not factor.is_set_up(ann)


def test_a_guess_at_that_password_costs_time_as_at_the_sign_in(ann: User, home: Client) -> None:
    for _ in range(5):
        turn_on(home, password="another")
    assert home.post(PAGE, {"password": PASSWORD, "code": code_of(home)}).status_code == 429


def test_recovery_codes_are_shown_once_and_cannot_be_read_again(ann: User, home: Client, clock: Clock) -> None:
    shown = CODES.findall(turn_on(home))
    assert len(set(shown)) == 8
    assert "You have 8 recovery codes" in home.get(PAGE).content.decode()
    assert not CODES.search(home.get(PAGE).content.decode())
    stored = str(list(RecoveryCode.objects.values()))
    assert not [code for code in shown if code in stored or code.replace("-", "") in stored]
    assert factor.take(ann, shown[0]) == factor.How.RECOVERY


def test_the_code_that_turned_it_on_signs_nobody_in(ann: User, home: Client, clock: Clock) -> None:
    home.get(PAGE)
    code = code_of(home)
    assert CODES.search(turn_on(home, code=code))
    assert factor.take(ann, code) is None


def test_sign_ins_with_the_password_alone_end(ann: User, home: Client) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    turn_on(home)
    assert is_signed_in(home)
    assert not is_signed_in(elsewhere)


@pytest.fixture
def with_factor(ann: User, home: Client, clock: Clock) -> list[str]:
    return set_up(ann, clock)


def test_it_is_removed_by_who_proves_it(ann: User, home: Client, with_factor: list[str]) -> None:
    home.post(f"{PAGE}remove/", {"code": wrong_code(ann)})
    assert factor.is_set_up(ann)
    home.post(f"{PAGE}remove/", {"code": code_of(ann)})
    assert not factor.is_set_up(ann)
    assert factor.recovery_codes_left(ann) == 0


def test_new_recovery_codes_end_the_old_ones(ann: User, home: Client, with_factor: list[str]) -> None:
    page = home.post(f"{PAGE}recovery-codes/", {"code": code_of(ann)}).content.decode()
    fresh = CODES.findall(page)
    assert len(fresh) == 8
    assert factor.take(ann, with_factor[0]) is None
    assert factor.take(ann, fresh[0])


def test_a_page_that_is_sent_twice_sets_up_nothing_else(ann: User, home: Client, with_factor: list[str]) -> None:
    before = SecondFactor.objects.get(user=ann).key
    home.post(PAGE, {"password": PASSWORD, "code": code_of(ann)})
    assert SecondFactor.objects.get(user=ann).key == before


def test_an_operator_removes_a_lost_one(ann: User, home: Client, with_factor: list[str]) -> None:
    said = StringIO()
    call_command("remove_second_factor", "ann", stdout=said)
    assert "password alone" in said.getvalue()
    assert not factor.is_set_up(ann)
    assert not is_signed_in(home)
    entry = Entry.objects.get(action=Action.FACTOR_REMOVED)
    assert (entry.username, entry.name, entry.source) == ("manage.py", "ann", "command")


@pytest.mark.parametrize(("name", "why"), [("ann", "no second factor"), ("nobody", "no user")])
def test_an_operators_slip_is_said(ann: User, name: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("remove_second_factor", name)
    assert not Entry.objects.filter(action=Action.FACTOR_REMOVED)


def test_a_user_who_is_deleted_takes_it_along(ann: User, with_factor: list[str]) -> None:
    ann.delete()
    assert (SecondFactor.objects.count(), RecoveryCode.objects.count()) == (0, 0)


def test_its_owner_is_told_by_mail(ann: User, home: Client) -> None:
    turn_on(home)
    mailing.settle()
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["ann@example.org"], "A second factor was set up – Broadsheet")
    ]


def test_signing_out_elsewhere_leaves_this_sign_in_only(ann: User, home: Client) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    home.post("/accounts/sign-out-elsewhere/")
    assert is_signed_in(home)
    assert not is_signed_in(elsewhere)
    assert sign_ins.collection().count_documents({}) == 1
