"""Sign-ins in the trail, good and bad, and what must never be in it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from audit.models import Action, Entry
from config import guessing

pytestmark = pytest.mark.servers

SIGN_IN, PASSWORD = "/accounts/login/", "three otters and a kettle"


@pytest.fixture
def ann(mongo: None) -> User:
    return User.objects.create_superuser("ann", password=PASSWORD)


def attempt(client: Client, name: str = "ann", password: str = PASSWORD, at: str = SIGN_IN) -> Any:
    return client.post(at, {"username": name, "password": password})


def noted() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("at").values_list("action", "username"))


@pytest.mark.parametrize(("at", "source"), [(SIGN_IN, "site"), ("/admin/login/", "admin")])
def test_a_sign_in_and_a_sign_out(ann: User, at: str, source: str) -> None:
    client = Client(REMOTE_ADDR="192.0.2.7")
    attempt(client, at=at)
    client.post("/accounts/logout/")
    assert noted() == [("signed-in", "ann"), ("signed-out", "ann")]
    first = Entry.objects.earliest("at")
    assert (first.user_key, first.address, first.source) == (ann.pk, "192.0.2.7", source)


def test_a_wrong_password(ann: User) -> None:
    attempt(Client(REMOTE_ADDR="192.0.2.7"), password="wr0ng-secret")
    entry = Entry.objects.get()
    assert (entry.action, entry.username, entry.address) == (Action.SIGN_IN_FAILED, "ann", "192.0.2.7")
    assert entry.user_key is None


def test_a_password_in_the_wrong_field_is_not_kept(ann: User) -> None:
    attempt(Client(), name=PASSWORD)
    assert noted() == [("sign-in-failed", "an unknown account")]
    assert PASSWORD not in str(list(Entry.objects.values()))


def test_tries_that_are_refused_do_not_fill_it(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = guessing.now()
    monkeypatch.setattr(guessing, "now", lambda: moment)
    for _ in range(20):
        attempt(Client(), password="wr0ng-secret")
    assert noted() == [("sign-in-failed", "ann")] * 5


def test_a_sign_out_of_nobody_leaves_none(ann: User) -> None:
    Client().post("/accounts/logout/")
    assert noted() == []
