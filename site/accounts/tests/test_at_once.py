"""Guesses that come at the same moment: no more of them are looked at than one after the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connections
from django.test import Client

from accounts import mailing
from accounts.tests.people import Clock, set_up, sign_in
from config import guessing

pytestmark = pytest.mark.servers

THREADS = 4  # as many as may be in line


def together(call: Callable[..., Any]) -> Callable[..., Any]:
    """Have the first threads that call leave together if they can: if only one may be there, it goes on soon."""
    barrier = Barrier(THREADS, timeout=0.3)

    def met(*args: Any, **options: Any) -> Any:
        found = call(*args, **options)
        with suppress(BrokenBarrierError):
            barrier.wait()
        return found

    return met


def all_at_once(call: Callable[[Client], Any], clients: list[Client]) -> list[int]:
    def one(client: Client) -> int:
        try:
            return int(call(client).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(clients)) as pool:
        return sorted(pool.map(one, clients))


def test_of_four_passwords_at_the_last_free_try_one_is_looked_at(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        sign_in(Client(), "wr0ng-secret")
    monkeypatch.setattr(guessing, "keys_of_request", together(guessing.keys_of_request))
    clients = [Client() for _ in range(THREADS)]
    assert all_at_once(lambda client: sign_in(client, "wr0ng-secret"), clients) == [200, 429, 429, 429]


@pytest.mark.parametrize("where", ["sign in", "set up"])
def test_of_four_codes_at_the_last_free_try_one_is_looked_at(
    ann: User, clock: Clock, settings: Any, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    settings.STAFF_SECOND_FACTOR = "required"
    page = "/accounts/login/code/" if where == "sign in" else "/accounts/second-factor/"
    if where == "sign in":
        set_up(ann, clock)
    clients = [Client() for _ in range(THREADS)]
    for client in clients:
        sign_in(client)
        client.get(page)
    for _ in range(4):
        clients[0].post(page, {"code": "000"})
    monkeypatch.setattr(guessing, "keys_of_request", together(guessing.keys_of_request))
    assert all_at_once(lambda client: client.post(page, {"code": "000"}), clients) == [200, 429, 429, 429]


def test_of_four_who_ask_for_the_last_free_link_one_gets_it(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(client: Client) -> Any:
        return client.post("/accounts/password_reset/", {"email": "ann@example.org"})

    for _ in range(2):
        ask(Client())
    monkeypatch.setattr(guessing, "keys_of_request", together(guessing.keys_of_request))
    assert all_at_once(ask, [Client() for _ in range(THREADS)]) == [302, 429, 429, 429]
    mailing.settle()
    assert len(mail.outbox) == 3
