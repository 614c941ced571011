"""Who asks too often gets 429 with the time to wait, in the form that was asked for; others notice nothing."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from catalog.middleware.limits import TooBusyError, costs
from config import buckets
from config.buckets import Buckets
from config.tests.clock import Clock


def ok(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def busy(_request: HttpRequest) -> HttpResponse:
    raise TooBusyError


class Urls:
    """The site's addresses, and some that need no server."""

    urlpatterns = [
        path("ok/", ok),
        path("costly/", costs(lambda _request: 3)(ok)),
        path("busy/", busy),
        *(path(f"busy.{form}", busy) for form in ("json", "csv", "atom")),
        path("", include("config.urls")),
    ]


@pytest.fixture(autouse=True)
def clock(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Limits as they are by default, on a clock that the test sets."""
    clock = Clock()
    settings.ROOT_URLCONF = Urls
    settings.CLIENT_RATE = 10.0
    monkeypatch.setattr(buckets, "shared", Buckets(rows=64, clock=clock))
    return clock


@pytest.fixture
def few(settings: Settings) -> None:
    settings.CLIENT_BURST = 3


def ask(where: str = "/ok/", address: str = "192.0.2.1", *, account: str = "", **headers: str) -> HttpResponse:
    client = Client(REMOTE_ADDR=address)
    if account:
        session = SessionStore()
        session[SESSION_KEY] = account
        session.save()
        client.cookies["sessionid"] = session.session_key or ""
    return client.get(where, headers=headers)  # type: ignore[return-value]  # the test client's kind of it


def allowed(times: int, **given: str) -> int:
    return sum(ask(**given).status_code == 200 for _ in range(times))


@pytest.mark.usefixtures("few")
def test_too_many_are_refused_until_the_time_that_is_told(clock: Clock) -> None:
    assert allowed(5) == 3
    refused = ask()
    assert (refused.status_code, refused["Retry-After"], refused["Cache-Control"]) == (429, "1", "no-store")
    clock.now += 1
    assert ask().status_code == 200


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(("one", "other"), [("192.0.2.1", "192.0.2.2"), ("2001:db8:1:1::1", "2001:db8:1:2::1")])
def test_another_address_is_another_client(one: str, other: str) -> None:
    assert (allowed(5, address=one), allowed(5, address=other)) == (3, 3)


@pytest.mark.usefixtures("few")
def test_the_addresses_of_one_customer_are_one_client() -> None:
    assert (allowed(3, address="2001:db8:1:1::1"), allowed(3, address="2001:db8:1:1:ffff::9")) == (3, 0)


@pytest.mark.usefixtures("few")
def test_a_signed_in_user_is_a_client_wherever_the_request_comes_from() -> None:
    assert (allowed(5), allowed(5, account="7"), allowed(5, account="8")) == (3, 3, 3)
    assert allowed(1, account="7", address="192.0.2.2") == 0


@pytest.mark.usefixtures("few")
def test_a_forged_cookie_is_no_account() -> None:
    allowed(3)
    forged = Client(REMOTE_ADDR="192.0.2.1")
    forged.cookies["sessionid"] = "eyJfYXV0aF91c2VyX2lkIjoiNyJ9:1x:forged"
    assert forged.get("/ok/").status_code == 429


@pytest.mark.usefixtures("few")
def test_a_forged_header_is_no_address() -> None:
    allowed(3)
    assert Client(REMOTE_ADDR="192.0.2.1").get("/ok/", headers={"X-Forwarded-For": "192.0.2.9"}).status_code == 429


@pytest.mark.usefixtures("few")
def test_costly_requests_do_not_take_the_usual_ones() -> None:
    assert ask("/costly/").status_code == 200
    assert allowed(5) == 3


@pytest.mark.usefixtures("few")
def test_a_costly_view_counts_for_more() -> None:
    assert [ask("/costly/").status_code for _ in range(2)] == [200, 429]  # three at once, of three


@pytest.mark.usefixtures("few")
def test_probes_are_never_refused() -> None:
    allowed(3)
    assert {ask("/livez").status_code for _ in range(20)} == {200}


def test_a_fast_typist_is_never_refused(clock: Clock) -> None:
    for _ in range(8 * 60):  # a minute without a pause; the page asks eight times a second at most
        assert ask().status_code == 200
        clock.now += 1 / 8


def test_an_office_behind_one_address_is_never_refused(clock: Clock) -> None:
    for _ in range(10):  # half an hour in ten turns: twenty people type 15 keys at once, then read
        assert allowed(20 * 15) == 300
        clock.now += 30


def test_the_rate_of_zero_switches_it_off(settings: Settings) -> None:
    settings.CLIENT_RATE, settings.CLIENT_BURST = 0.0, 1
    assert allowed(20) == 20


@pytest.mark.usefixtures("few")
def test_a_log_line_a_minute_names_who_is_refused(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    allowed(30)
    assert caplog.text.count("Refused 192.0.2.1: it asks more often") == 1
    clock.now += 60
    allowed(30)
    assert caplog.text.count("Refused 192.0.2.1") == 2


# --- the answer -----------------------------------------------------------------------------------------------


def test_a_page_says_it_kindly_and_loads_nothing_more() -> None:
    refused = ask("/busy/")
    text = refused.content.decode()
    assert (refused.status_code, refused["Retry-After"]) == (429, "2")
    assert "The archive is very busy at the moment." in text
    assert "hx-get" not in text


def test_a_program_gets_json() -> None:
    refused = ask("/busy.json")
    assert (refused.status_code, refused["Retry-After"], refused["Content-Type"]) == (429, "2", "application/json")
    assert b'"error": "The archive is very busy at the moment.' in refused.content


@pytest.mark.parametrize("where", ["/busy.csv", "/busy.atom"])
def test_other_forms_get_a_line(where: str) -> None:
    assert ask(where).content.startswith(b"The archive is very busy")


def test_a_keystroke_gets_a_line() -> None:
    assert ask("/busy/", **{"HX-Request": "true"}).content.startswith(b"The archive is very busy")
