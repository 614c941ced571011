"""How many more articles match than when a page was shown."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from search.editorial import zero_result_log
from search.engines import elasticsearch
from search.engines.choose import searched
from search.engines.limits.breaker import Breaker
from search.engines.limits.capacity import Capacity
from search.index import alias_name, client
from search.tests.asking import html
from search.tests.factories import Choose, index_article, index_titles, keep_articles, new_article
from search.tests.recording import heard_commands, record_requests
from search.tests.unavailable import elasticsearch_at, refusing_port

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]


def attribute(page: str, name: str) -> str:
    found = re.search(rf'id="newer"[^>]*\s{name}="([^"]*)"', page)
    return unescape(found[1]) if found else ""


def address(**parameters: Any) -> str:
    """Return where the page of a search asks."""
    return attribute(html(**parameters), "data-newer")


def total(url: str) -> int:
    response = Client().get(url)
    assert response.status_code == 200
    return int(response.json()["total"])


def test_a_page_knows_its_total_and_where_to_ask() -> None:
    index_titles("Oil", "Oil and gas", "Oil again")
    page = html(q="oil ", category="tech", sort="title")
    assert attribute(page, "data-total") == "3"
    assert attribute(page, "data-newer") == "/newer/?q=oil+&category=tech"


def test_an_article_that_is_added_is_counted() -> None:
    index_titles("Oil", "Oil and gas", "Oil again")
    url = address(q="oil")
    assert total(url) == 3
    index_titles("Oil once more", "Water")
    assert total(url) == 4


def test_the_bare_page_is_asked_for_without_parameters() -> None:
    index_titles("One", "Two")
    assert address() == "/newer/"
    assert total("/newer/") == 2


def test_an_article_that_no_longer_matches_takes_one_away() -> None:
    index_titles("Oil", "Oil and gas")
    gone = index_article(title="Oil again")
    url = address(q="oil")
    client().delete(index=alias_name(), id=str(gone.pk), refresh=True)
    assert total(url) == 2


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": "war"},
        {"q": "war", "category": "tech"},
        {"q": "war", "exclude": "tech"},
        {"q": "war -peace category:tech"},
        {"q": '"war of words"'},
        {"q": "war peace", "words": "any"},
        {"year": "2024"},
        {"author": "Ann Lee"},
        {"q": "war", "page": "2", "size": "1", "sort": "newest"},
    ],
    ids=str,
)
def test_it_counts_what_the_page_counts(parameters: dict[str, str]) -> None:
    index_titles("War of words", "War", author=["Ann Lee"])
    index_titles("War and peace", "Peace", category="arts")
    page = html(**parameters)  # type: ignore[arg-type]  # no lists here
    assert total(attribute(page, "data-newer")) == int(attribute(page, "data-total")) > 0


def test_the_hits_of_the_fuzzy_pass_are_counted_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    index_titles("Parliament", "Parliament again")
    page = html(q="parlaiment ", spelling="off")
    url = attribute(page, "data-newer")
    assert (url, attribute(page, "data-total")) == ("/newer/?q=parlaiment+&match=similar", "2")
    requests = record_requests(monkeypatch)
    assert total(url) == 2
    assert len(requests) == 1


def test_the_hits_of_a_better_spelling_are_counted_by_its_words() -> None:
    index_titles("Capybara", "Capybara again", "Capybara once more")
    page = html(q="cpayabra ")
    assert 'data-testid="shown-instead"' in page
    assert attribute(page, "data-newer").startswith("/newer/?q=capybara")
    assert total(attribute(page, "data-newer")) == 3


def test_a_page_without_results_hears_of_the_first() -> None:
    index_titles("Water")
    page = html(q="zebra")
    assert attribute(page, "data-total") == "0"
    index_titles("Zebra")
    assert total(attribute(page, "data-newer")) == 1


def test_a_synonym_widens_the_count_too(synonyms: Choose) -> None:
    synonyms("lorry, truck")
    index_titles("Lorry", "Truck", "Trucks")
    assert total(address(q="lorry")) == 3


@pytest.mark.parametrize("path", ["/newer/", "/newer/?q=war&category=tech", "/newer/?q=wra&match=similar"])
def test_it_is_one_request_without_hits(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    requests = record_requests(monkeypatch)
    total(path)
    assert len(requests) == 1
    assert (requests.last["size"], requests.last["track_total_hits"]) == (0, True)
    assert "highlight" not in requests.last


def test_the_strict_pass_is_followed_by_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    index_titles("Parliament")
    requests = record_requests(monkeypatch)
    assert total("/newer/?q=parlaiment+") == 0
    assert len(requests) == 1


def test_it_sends_no_command_to_mongodb(archive: None) -> None:
    with heard_commands() as commands:
        total("/newer/?q=war&category=tech")
        assert commands.names == []


def test_nobody_has_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[object] = []
    monkeypatch.setattr(zero_result_log, "count", lambda text, _day: heard.append(text))

    def hear(**signal: Any) -> None:
        heard.append(signal["page"])

    searched.connect(hear)
    try:
        assert total("/newer/?q=zebra") == 0
    finally:
        searched.disconnect(hear)
    assert heard == []


@pytest.fixture
def no_elasticsearch(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(elasticsearch, "breaker", Breaker())
    with refusing_port() as port, elasticsearch_at(port):
        yield


@pytest.mark.usefixtures("no_elasticsearch")
def test_without_elasticsearch_mongodb_is_not_asked(archive: None) -> None:
    keep_articles(new_article(title="War"))
    with heard_commands() as commands:
        response = Client().get("/newer/?q=war")
        assert commands.names == []
    assert (response.status_code, response.content, response["Retry-After"]) == (503, b"", "10")


@pytest.mark.usefixtures("no_elasticsearch")
def test_a_page_of_the_simple_search_has_nothing_to_compare_with(archive: None) -> None:
    keep_articles(new_article(title="War"))
    page = html(q="war")
    assert "Simple search" in page
    assert attribute(page, "data-newer") == ""


def test_on_a_busy_site_it_is_refused_before_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    index_titles("War", "War again", "War once more")
    full = Capacity(at_once=2, running=1, costly_running=1, waiting=0)
    monkeypatch.setattr(elasticsearch, "capacity", full)
    response = Client().get("/newer/?q=war")
    assert (response.status_code, response.has_header("Retry-After")) == (429, True)
    assert Client().get("/?q=war").status_code == 200


def test_a_client_is_held_to_its_allowance(settings: Any) -> None:
    settings.CLIENT_BURST, settings.CLIENT_RATE = 2, 0.01
    assert [Client().get("/newer/").status_code for _ in range(3)] == [200, 200, 429]


def test_the_answer_is_kept_by_nobody() -> None:
    response = Client().get("/newer/")
    assert "no-store" in response["Cache-Control"]
    assert json.loads(response.content) == {"total": 0}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_read_only(method: str) -> None:
    assert getattr(Client(), method)("/newer/").status_code == 405
