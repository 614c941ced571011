"""Which searches are counted as having found nothing: those that somebody meant and the archive has no answer to."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from pytest_django import DjangoDbBlocker

from search.breaker import Breaker
from search.editorial import zero_result_log
from search.models import ZeroResultSearch
from search.tests.away import elasticsearch_at, mongodb_at, refusing_port
from search.tests.editorial.kept import PATIENCE, nothing_kept
from search.tests.factories import index_titles
from search.web import zero_results

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo", "index")]

ADDRESS = "/zero-results/"
FRAGMENT = {"HX-Request": "true"}
BACK = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
NOTE = re.compile(r'<div id="zero-results-([0-9a-f]+)"([^>]*)>')
SIGNED = re.compile(r'"note": "([^"]+)"')


@pytest.fixture
def mongo(test_database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with nothing_kept(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def own_zero_result_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log that the site has, patient with a busy machine."""
    monkeypatch.setattr(zero_result_log, "SECONDS", PATIENCE)
    monkeypatch.setattr(zero_result_log, "breaker", Breaker(limit=1))


def counted() -> dict[str, int]:
    return dict(ZeroResultSearch.objects.values_list("text", "count"))


def shown(reader: Client, address: str, headers: dict[str, str] | None = None) -> tuple[str, str] | None:
    """Return the id of the note that the page holds, and what it would send."""
    found = NOTE.search(reader.get(address, headers=headers or {}).content.decode())
    if not found:
        return None
    signed = SIGNED.search(found[2])
    assert ("hx-post" in found[2]) == bool(signed)
    return found[1], signed[1] if signed else ""


def sent(reader: Client, address: str) -> str:
    note = shown(reader, address, FRAGMENT)
    assert note is not None
    return note[1]


def test_a_whole_page_that_found_nothing_is_counted_at_once(reader: Client) -> None:
    reader.get("/?q=Quokka")
    assert counted() == {"quokka": 1}


def test_a_search_that_found_something_is_not(reader: Client) -> None:
    index_titles("The quokka")
    assert shown(reader, "/?q=quokka") is None
    assert shown(reader, "/?q=quokka", FRAGMENT) is None
    assert counted() == {}


def test_the_answer_to_a_key_is_not_counted_but_can_be(reader: Client) -> None:
    note = sent(reader, "/?q=quokka")
    assert counted() == {}
    assert reader.post(ADDRESS, {"note": note}).status_code == 204
    assert counted() == {"quokka": 1}


def test_neither_going_back_nor_asking_for_the_head_is_a_search(reader: Client) -> None:
    note = shown(reader, "/?q=quokka", BACK)
    assert note is not None
    assert note[1] == ""
    reader.head("/?q=quokka")
    assert counted() == {}


def test_the_same_words_have_the_same_note_so_that_enter_keeps_the_one_that_is_there(reader: Client) -> None:
    notes = [
        shown(reader, "/?q=quokka"),
        shown(reader, "/?q=quokka", FRAGMENT),
        shown(reader, "/?q=Quokka+", FRAGMENT),
        shown(reader, "/?q=quokka", BACK),
        shown(reader, "/?q=wombat", FRAGMENT),
    ]
    ids = [note[0] for note in notes if note]
    assert len(ids) == 5
    assert len(set(ids[:4])) == 1
    assert ids[4] != ids[0]


@pytest.mark.parametrize(
    "address", ["/", "/?q=", "/?q=+", "/?q=quokka&category=sport", "/?q=quokka&exclude=sport", "/?q=quokka&year=2001"]
)
def test_a_filter_or_an_empty_archive_is_no_lack_of_an_article(reader: Client, address: str) -> None:
    assert shown(reader, address) is None
    assert shown(reader, address, FRAGMENT) is None
    assert counted() == {}


@pytest.mark.parametrize("query", ["q", "%F0%9F%A6%98", "anna%40example.org", "020+7946+0958"])
def test_what_is_never_written_is_not_sent_either(reader: Client, query: str) -> None:
    assert shown(reader, f"/?q={query}", FRAGMENT) is None


def test_what_only_mongodb_could_search_is_not_counted(reader: Client) -> None:
    with refusing_port() as port, elasticsearch_at(port):
        assert shown(reader, "/?q=quokka") is None
        with refusing_port() as other, mongodb_at(other):
            assert shown(reader, "/?q=quokka") is None
    assert counted() == {}


@pytest.mark.parametrize("path", ["/search.json", "/search.atom", "/search.csv"])
def test_what_programs_ask_is_not_counted(reader: Client, path: str) -> None:
    assert reader.get(f"{path}?q=quokka").status_code == 200
    assert counted() == {}


def test_without_mongodb_the_page_is_as_it_was(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    note = sent(reader, "/?q=quokka")
    monkeypatch.setattr(zero_result_log, "SECONDS", 0.25)
    with refusing_port() as port, mongodb_at(port):
        response = reader.get("/?q=quokka")
        assert (response.status_code, 'data-testid="empty"' in response.content.decode()) == (200, True)
        assert reader.post(ADDRESS, {"note": note}).status_code == 204
    assert counted() == {}


@pytest.mark.parametrize("note", ["", "quokka", "InF1b2trYSI:1tNote:forged", "a" * 100_000, ":::", "é\0"])
def test_what_this_site_did_not_say_is_refused(reader: Client, note: str) -> None:
    response = reader.post(ADDRESS, {"note": note})
    assert (response.status_code, response.content) == (
        400,
        b"Send a note from a page of this site that is less than an hour old.\n",
    )
    assert counted() == {}


def test_what_this_site_signed_for_another_purpose_is_refused(reader: Client) -> None:
    assert reader.post(ADDRESS, {"note": signing.dumps("quokka")}).status_code == 400
    assert reader.post(ADDRESS).status_code == 400


def test_a_note_holds_for_an_hour(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    note = sent(reader, "/?q=quokka")
    monkeypatch.setattr(zero_results, "MAX_AGE", timedelta(seconds=-1))
    assert reader.post(ADDRESS, {"note": note}).status_code == 400
    assert counted() == {}


def test_a_note_needs_no_cookie_and_sets_none() -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/?q=quokka", headers=FRAGMENT)
    response = strict.post(ADDRESS, {"note": sent(strict, "/?q=quokka")})
    assert response.status_code == 204
    assert not page.cookies
    assert not response.cookies


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_it_is_only_told_and_never_asked(reader: Client, method: str) -> None:
    response = reader.generic(method, ADDRESS)
    assert (response.status_code, response["Allow"]) == (405, "POST")
