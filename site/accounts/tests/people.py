"""What a person does at the account pages, and the clock."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from django.contrib.auth.models import User
from django.test import Client

from accounts import codes, factor, half
from accounts.models import SecondFactor
from accounts.views.second_factor import NEW_KEY
from config import guessing

PASSWORD, NEW = "three otters and a kettle", "four beavers and a bucket"
NEXT = "/articles/new/"


@dataclass
class Clock:
    """Stands still until it is moved."""

    monkeypatch: pytest.MonkeyPatch
    moment: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        for module in (codes, half):
            self.monkeypatch.setattr(module, "now", self.seconds)
        self.monkeypatch.setattr(guessing, "now", lambda: self.moment)

    def seconds(self) -> float:
        return self.moment.timestamp()

    def move(self, **time: float) -> None:
        self.moment += timedelta(**time)


def key_of(who: User | Client) -> str:
    """The key of a user, or the one that a browser is setting up."""
    if isinstance(who, Client):
        return str(who.session[NEW_KEY]["key"])
    return SecondFactor.objects.get(user=who).key


def code_of(who: User | Client, *, steps: int = 0) -> str:
    """What the app of a user, or the app that is being set up, shows some half minutes from now."""
    return pyotp.TOTP(key_of(who)).at(int(codes.now()) + 30 * steps)


def set_up(user: User, clock: Clock) -> list[str]:
    """Give a user a second factor, and return the recovery codes. The next code is a fresh one."""
    key = codes.new_key()
    fresh = factor.confirm(user, key, pyotp.TOTP(key).at(int(codes.now())))
    assert fresh
    clock.move(seconds=60)
    return fresh


def wrong_code(who: User | Client) -> str:
    right = {code_of(who, steps=steps) for steps in (-1, 0, 1)}
    return next(code for code in ("000000", "000001", "000002", "000003") if code not in right)


def sign_in(client: Client, password: str = PASSWORD, at: str = f"/accounts/login/?next={NEXT}") -> Any:
    return client.post(at, {"username": "ann", "password": password})


def give_code(client: Client, code: str) -> Any:
    return client.post("/accounts/login/code/", {"code": code})


def is_signed_in(client: Client) -> bool:
    status = client.get("/accounts/").status_code
    assert status in {200, 302}
    return status == 200
