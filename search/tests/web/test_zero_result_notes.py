"""Which notes are accepted: those that this site signed for a search without results within the last hour."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from search.editorial import zero_result_log
from search.web import zero_results
from search.web.zero_results import make_note

ADDRESS = "/zero-results/"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    monkeypatch.setattr(zero_result_log, "count", lambda text, _day: texts.append(text))
    return texts


def test_a_signed_note_is_counted(reader: Client, counted: list[str]) -> None:
    response = reader.post(ADDRESS, {"note": make_note("quokka", signed=True).signed})
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
