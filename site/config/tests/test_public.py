"""The variables that say how readers reach the site."""

import os
import subprocess
import sys
from secrets import token_urlsafe

import pytest
from django.conf import settings

from config.public import Public, PublicError, public

NAMES = ("BEHIND_TLS", "TRUSTED_PROXIES", "SITE_PREFIX", "HSTS_SECONDS")


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def read(monkeypatch: pytest.MonkeyPatch, **given: str) -> Public:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return public()


def test_on_ones_own_machine_nothing_is_assumed() -> None:
    assert public() == Public()


def test_one_switch_behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, BEHIND_TLS="1", TRUSTED_PROXIES="1")
    assert found == Public(tls=True, proxies=1, hsts_seconds=31_536_000)
    assert found.cookie_name("sessionid") == "__Host-sessionid"


def test_a_cookie_of_a_path_belongs_to_no_host_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, BEHIND_TLS="1", TRUSTED_PROXIES="2", SITE_PREFIX="/a/b/")
    assert (found.prefix, found.cookie_path, found.cookie_name("x")) == ("/a/b", "/a/b/", "__Secure-x")


def test_tls_needs_somebody_who_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PublicError, match="TRUSTED_PROXIES"):
        read(monkeypatch, BEHIND_TLS="1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BEHIND_TLS", "yes"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "11"),
        ("TRUSTED_PROXIES", "one"),
        ("SITE_PREFIX", "archive"),
        ("SITE_PREFIX", "/a//b"),
        ("SITE_PREFIX", "/a?b"),
        ("SITE_PREFIX", "https://example.org/a"),
    ],
)
def test_what_cannot_be_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(PublicError, match=name):
        read(monkeypatch, **{name: value})


def test_how_long_browsers_remember_can_be_shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, BEHIND_TLS="1", TRUSTED_PROXIES="1", HSTS_SECONDS="60").hsts_seconds == 60


def test_djangos_deployment_checks_find_nothing() -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.prod", "BROADSHEET_SECRET_KEY": token_urlsafe(60)}
    env |= {"BEHIND_TLS": "1", "TRUSTED_PROXIES": "1"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=env, cwd=settings.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
