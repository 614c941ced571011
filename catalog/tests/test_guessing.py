"""Guessing passwords: each failure is logged and counted, and soon costs time."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from config import guessing

pytestmark = pytest.mark.servers

SIGN_IN, ADMIN = "/accounts/login/", "/admin/login/"
PASSWORD, WRONG = "right and long", "wr0ng-secret"


@pytest.fixture(autouse=True)
def owner(mongo: None) -> User:
    return User.objects.create_superuser("owner", password=PASSWORD)


def attempt(password: str, name: str = "owner", address: str = "192.0.2.1", where: str = SIGN_IN) -> Any:
    return Client(REMOTE_ADDR=address).post(where, {"username": name, "password": password})


def guess(times: int, **how: Any) -> list[int]:
    return [attempt(WRONG, **how).status_code for _ in range(times)]


def later(monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    moment = guessing.now() + timedelta(**time)
    monkeypatch.setattr(guessing, "now", lambda: moment)


@pytest.mark.parametrize("where", [SIGN_IN, ADMIN])
def test_after_some_failures_one_has_to_wait(where: str) -> None:
    assert guess(5, where=where) == [200] * 5
    response = attempt(PASSWORD, where=where)
    assert response.status_code == 429
    assert response["Retry-After"] == "1"
    assert "Wait a second" in response.content.decode()


def test_each_failure_doubles_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    guess(5)
    waits = []
    for _ in range(12):
        waits.append(int(attempt(WRONG)["Retry-After"]))
        later(monkeypatch, seconds=waits[-1])
        assert attempt(WRONG).status_code == 200
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_the_right_password_after_the_wait_signs_in_and_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    guess(5)
    later(monkeypatch, seconds=2)
    assert attempt(PASSWORD).status_code == 302
    assert guess(4) == [200] * 4


def test_the_owner_signs_in_from_elsewhere_meanwhile() -> None:
    guess(20)
    assert attempt(PASSWORD, address="198.51.100.7").status_code == 302


def test_an_address_that_tries_many_accounts_waits() -> None:
    codes = [attempt(WRONG, name=f"user{number}").status_code for number in range(32)]
    assert codes == [200] * 30 + [429] * 2
    assert attempt(PASSWORD, address="198.51.100.7").status_code == 302


def test_one_customer_has_many_ipv6_addresses() -> None:
    codes = [attempt(WRONG, address=f"2001:db8::{number:x}").status_code for number in range(1, 8)]
    assert codes == [200] * 5 + [429] * 2


def test_an_account_that_many_addresses_try_waits_a_minute_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(50):
        assert attempt(WRONG, address=f"192.0.2.{number}").status_code == 200
    assert attempt(PASSWORD, address="198.51.100.7").status_code == 429
    later(monkeypatch, seconds=61)
    assert attempt(PASSWORD, address="198.51.100.7").status_code == 302


def test_the_case_of_a_name_does_not_start_anew() -> None:
    assert [attempt(WRONG, name=name).status_code for name in ("owner", "Owner", "OWNER") * 2] == [200] * 5 + [429]


def test_each_failure_is_logged_without_the_password(caplog: pytest.LogCaptureFixture) -> None:
    attempt(WRONG)
    attempt(WRONG, name=PASSWORD)  # in the wrong field
    lines = [record.getMessage() for record in caplog.records if record.name == "config.guessing"]
    assert lines == [
        "A wrong password for 'owner' from 192.0.2.1",
        "A wrong password for an unknown account from 192.0.2.1",
    ]
    assert PASSWORD not in caplog.text
    assert WRONG not in caplog.text


def test_nothing_that_was_typed_is_stored() -> None:
    attempt(WRONG, name=PASSWORD)
    stored = str(list(guessing.collection().find()))
    assert "failures" in stored
    assert not [text for text in (WRONG, PASSWORD) if text in stored]


def test_mongodb_forgets_failures(mongo: None) -> None:
    attempt(WRONG)
    assert guessing.collection().index_information()["forgotten_1"]["expireAfterSeconds"] == 0


def test_few_threads_hash_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of sixteen that try at once four wait in line, and the others are told to come back: threads stay for readers."""
    monkeypatch.setattr(guessing, "IN_LINE", threading.Semaphore(4))
    monkeypatch.setattr(guessing, "HASHING", threading.Semaphore(0))  # it takes for ever
    granted: list[bool] = []

    def take() -> None:
        with guessing.turn() as mine:
            granted.append(mine)

    threads = [threading.Thread(target=take) for _ in range(16)]
    for thread in threads:
        thread.start()
    while len(granted) < 12:
        threads[-1].join(timeout=0.01)
    assert granted == [False] * 12
    response = attempt(PASSWORD)
    assert (response.status_code, response["Retry-After"]) == (429, "2")
    for _ in threads:
        guessing.HASHING.release()
    for thread in threads:
        thread.join(timeout=10)
    assert granted.count(True) == 4
