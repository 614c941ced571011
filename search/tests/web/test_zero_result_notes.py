"""Which notes are counted: those that this site signed more than two seconds and less than an hour ago."""

import time
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from search.editorial import zero_result_log
from search.web import zero_results
from search.web.zero_results import make_note

ADDRESS = "/zero-results/"


@dataclass
class Now:
    moment: float

    def time(self) -> float:
        return self.moment


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    monkeypatch.setattr(zero_result_log, "count", lambda text, _day: texts.append(text))
    return texts


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    """The time by which the two seconds are measured, which the test sets."""
    moment = Now(time.time())
    monkeypatch.setattr(zero_results, "time", moment)
    return moment


@pytest.fixture
def note(now: Now) -> str:
    """A signed note of a page that has been read for two seconds."""
    signed = make_note("quokka", signed=True).signed
    now.moment += 2
    return signed


def test_a_signed_note_is_counted(reader: Client, counted: list[str], note: str) -> None:
    response = reader.post(ADDRESS, {"note": note})
    assert (response.status_code, response.content) == (204, b"")
    assert counted == ["quokka"]


@pytest.mark.parametrize("note", ["", "quokka", "InF1b2trYSI:1tNote:forged", "a" * 100_000, ":::", "é\0"])
def test_a_note_that_this_site_did_not_sign_is_refused(reader: Client, counted: list[str], note: str) -> None:
    response = reader.post(ADDRESS, {"note": note})
    assert (response.status_code, response.content) == (
        400,
        b"Send a note from a page of this site that is less than an hour old.\n",
    )
    assert counted == []


def test_what_this_site_signed_for_another_purpose_is_refused(reader: Client, counted: list[str]) -> None:
    assert reader.post(ADDRESS, {"note": signing.dumps("quokka")}).status_code == 400
    assert reader.post(ADDRESS).status_code == 400
    assert counted == []


def test_a_note_expires_after_an_hour(reader: Client, counted: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert timedelta(hours=1) == zero_results.MAX_AGE
    monkeypatch.setattr(zero_results, "MAX_AGE", timedelta(seconds=-1))
    assert reader.post(ADDRESS, {"note": make_note("quokka", signed=True).signed}).status_code == 400
    assert counted == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_a_note_can_only_be_posted(reader: Client, method: str) -> None:
    response = reader.generic(method, ADDRESS)
    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_a_note_that_is_posted_before_the_two_seconds_is_not_counted(
    reader: Client, counted: list[str], note: str, now: Now
) -> None:
    now.moment -= 0.1
    assert reader.post(ADDRESS, {"note": note}).status_code == 204
    assert counted == []


def test_one_client_cannot_fill_the_log(counted: list[str], note: str) -> None:
    posted = [Client(REMOTE_ADDR="192.0.2.1").post(ADDRESS, {"note": note}).status_code for _ in range(100)]
    assert (set(posted), len(counted)) == ({204}, zero_results.ALLOWANCE.burst)
    Client(REMOTE_ADDR="192.0.2.2").post(ADDRESS, {"note": note})
    assert len(counted) == zero_results.ALLOWANCE.burst + 1


def test_a_day_of_one_client_is_a_tenth_of_the_log() -> None:
    allowance = zero_results.ALLOWANCE
    assert allowance.burst + 86_400 * allowance.per_second <= zero_result_log.MOST_TEXTS_A_DAY / 10
