"""Changing one's password."""

import logging
import threading
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import mailing
from accounts.forms import store_password
from accounts.tests.people import NEW, PASSWORD, is_signed_in, sign_in
from audit.models import Action, Entry
from config import guessing, sign_ins

pytestmark = pytest.mark.servers

PAGE = "/accounts/password_change/"


def change(client: Client, new: str = NEW, old: str = PASSWORD) -> str:
    given = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(PAGE, given, follow=True).content.decode()


def has_password(password: str) -> bool:
    return User.objects.get(username="ann").check_password(password)


def test_a_new_password_replaces_the_old_one(home: Client) -> None:
    assert "Your password was changed" in change(home)
    assert has_password(NEW)


def test_every_other_sign_in_ends(home: Client) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    thief = Client()
    thief.cookies.update(home.cookies)
    change(home)
    assert is_signed_in(home)
    assert not is_signed_in(elsewhere)
    assert not is_signed_in(thief)
    assert sign_ins.collection().count_documents({}) == 1


def test_it_takes_the_old_password(home: Client) -> None:
    assert "incorrectly" in change(home, old="another")
    assert has_password(PASSWORD)


def test_a_guess_at_the_old_password_costs_time_as_at_the_sign_in(home: Client) -> None:
    for _ in range(5):
        change(home, old="another")
    given = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert home.post(PAGE, given).status_code == 429
    assert has_password(PASSWORD)


@pytest.mark.parametrize(("page", "field"), [(PAGE, "old_password"), ("/accounts/second-factor/", "password")])
def test_a_guess_at_it_is_logged_and_noted(
    home: Client, caplog: pytest.LogCaptureFixture, page: str, field: str
) -> None:
    home.post(page, {field: "wr0ng-secret", "new_password1": NEW, "new_password2": NEW, "code": "000000"})
    line = ("accounts.forms", logging.WARNING, "A wrong password for 'ann' from 127.0.0.1")
    assert line in caplog.record_tuples
    assert "wr0ng-secret" not in caplog.text
    entry = Entry.objects.get(action=Action.SIGN_IN_FAILED)
    assert (entry.username, entry.address) == ("ann", "127.0.0.1")


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("elevenchars", "at least 12 characters"),
        ("ann@example.org", "too similar"),
        ("q1w2e3r4t5y6", "too common"),
    ],
)
def test_a_weak_password_is_refused(home: Client, new: str, why: str) -> None:
    assert why in change(home, new)
    assert has_password(PASSWORD)


@pytest.mark.parametrize(
    "new", ["nothing but small letters", "8273 5519 3047 2218", "ÄÖÜ ελληνικά 漢字 🦫🦫", "x y" * 60]
)
def test_which_characters_it_has_is_free(home: Client, new: str) -> None:
    change(home, new)
    assert has_password(new)


def test_of_two_changes_at_the_same_moment_one_is_saved(ann: User) -> None:
    before, mine, theirs = ann.password, User.objects.get(), User.objects.get()
    for user, password in ((mine, NEW), (theirs, "five herons and a lake")):
        user.set_password(password)
    store_password(mine, before)
    with pytest.raises(ValidationError):
        store_password(theirs, before)
    assert has_password(NEW)


def test_few_threads_hash_passwords_here_too(home: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessing, "IN_LINE", threading.Semaphore(0))
    given = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert home.post(PAGE, given).status_code == 429


def test_the_admins_page_leads_here(home: Client) -> None:
    assert home.get("/admin/password_change/")["Location"] == PAGE


def test_its_owner_is_told_by_mail(home: Client) -> None:
    change(home)
    mailing.settle()
    assert [letter.subject for letter in mail.outbox] == ["Your password was changed – Broadsheet"]
    assert "“ann” at testserver" in mail.outbox[0].body


def test_a_host_that_anything_may_be_is_not_mailed(home: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    given = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    home.post(PAGE, given, headers={"host": "evil.example"})
    mailing.settle()
    assert "“ann”, on " in mail.outbox[0].body
    assert "evil.example" not in mail.outbox[0].body
