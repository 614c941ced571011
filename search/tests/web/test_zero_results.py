"""Which searches without results are counted: those that were meant, without a filter, answered by Elasticsearch."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from search.editorial import zero_result_log
from search.engines.limits.breaker import Breaker
from search.models import ZeroResultSearch
from search.tests.editorial.kept import PATIENCE, nothing_kept
from search.tests.factories import index_titles
from search.tests.unavailable import elasticsearch_at, mongodb_at, refusing_port
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
    """The site's log, with a generous timeout for a busy machine."""
    monkeypatch.setattr(zero_result_log, "SECONDS", PATIENCE)
    monkeypatch.setattr(zero_result_log, "breaker", Breaker(limit=1))
    monkeypatch.setattr(zero_results, "REST_SECONDS", 0.0)


def counted() -> dict[str, int]:
    return dict(ZeroResultSearch.objects.values_list("text", "count"))


def shown(reader: Client, address: str, headers: dict[str, str] | None = None) -> tuple[str, str] | None:
    """Return the id of the page's note, and the signed text that it would post."""
    found = NOTE.search(reader.get(address, headers=headers or {}).content.decode())
    if not found:
        return None
    signed = SIGNED.search(found[2])
    assert ("hx-post" in found[2]) == bool(signed)
    return found[1], signed[1] if signed else ""


def signed_note(reader: Client, address: str) -> str:
    note = shown(reader, address, FRAGMENT)
    assert note is not None
    return note[1]


@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["a whole page", "the answer to a keystroke"])
def test_a_page_is_counted_once_its_note_is_posted(reader: Client, headers: dict[str, str]) -> None:
    note = shown(reader, "/?q=Quokka", headers)
    assert note is not None
    assert counted() == {}
    assert reader.post(ADDRESS, {"note": note[1]}).status_code == 204
    assert counted() == {"quokka": 1}


def test_a_search_with_results_is_not_counted(reader: Client) -> None:
    index_titles("The quokka")
    assert shown(reader, "/?q=quokka") is None
    assert shown(reader, "/?q=quokka", FRAGMENT) is None
    assert counted() == {}


def test_a_note_needs_no_cookie_and_sets_none() -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/?q=quokka", headers=FRAGMENT)
    response = strict.post(ADDRESS, {"note": signed_note(strict, "/?q=quokka")})
    assert response.status_code == 204
    assert not page.cookies
    assert not response.cookies


def test_neither_a_history_restore_nor_a_head_request_is_counted(reader: Client) -> None:
    note = shown(reader, "/?q=quokka", BACK)
    assert note is not None
    assert note[1] == ""
    reader.head("/?q=quokka")
    assert counted() == {}


def test_pages_for_one_text_share_the_id_of_their_note(reader: Client) -> None:
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
def test_neither_a_filter_nor_an_empty_query_is_counted(reader: Client, address: str) -> None:
    assert shown(reader, address) is None
    assert shown(reader, address, FRAGMENT) is None
    assert counted() == {}


@pytest.mark.parametrize("query", ["q", "%F0%9F%A6%98", "anna%40example.org", "020+7946+0958"])
def test_a_text_that_is_not_countable_has_no_note(reader: Client, query: str) -> None:
    assert shown(reader, f"/?q={query}", FRAGMENT) is None


def test_a_search_that_only_mongodb_answered_is_not_counted(reader: Client) -> None:
    with refusing_port() as port, elasticsearch_at(port):
        assert shown(reader, "/?q=quokka") is None
        with refusing_port() as other, mongodb_at(other):
            assert shown(reader, "/?q=quokka") is None
    assert counted() == {}


@pytest.mark.parametrize("path", ["/search.json", "/search.atom", "/search.csv"])
def test_json_atom_and_csv_are_not_counted(reader: Client, path: str) -> None:
    assert reader.get(f"{path}?q=quokka").status_code == 200
    assert counted() == {}


def test_without_mongodb_the_page_is_unchanged(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    note = signed_note(reader, "/?q=quokka")
    monkeypatch.setattr(zero_result_log, "SECONDS", 0.25)
    with refusing_port() as port, mongodb_at(port):
        response = reader.get("/?q=quokka")
        assert (response.status_code, 'data-testid="empty"' in response.content.decode()) == (200, True)
        assert reader.post(ADDRESS, {"note": note}).status_code == 204
    assert counted() == {}
