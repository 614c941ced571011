"""While Elasticsearch is unavailable MongoDB answers; while both are, the page says so."""

from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import Client

from search.engines import elasticsearch, mongodb
from search.engines.limits.breaker import Breaker
from search.tests.asking import answer, html, titles
from search.tests.factories import keep_articles, new_article
from search.tests.recording import Requests, record_requests
from search.tests.unavailable import answering_port, elasticsearch_at, mongodb_at, refusing_port, silent_port

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("archive")]


@pytest.fixture
def elasticsearch_unavailable(archive: None) -> Iterator[None]:
    with refusing_port() as port, elasticsearch_at(port):
        yield


@pytest.fixture
def both_unavailable(elasticsearch_unavailable: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(mongodb, "SECONDS", 0.1)
    with refusing_port() as port, mongodb_at(port):
        yield


@pytest.fixture
def two_articles(archive: None) -> None:
    keep_articles(new_article(title="The war", category="sport"), new_article(title="Peace"))


def test_these_tests_use_the_test_database() -> None:
    assert connections["default"].settings_dict["NAME"].startswith("test_")


@pytest.mark.usefixtures("elasticsearch_unavailable", "two_articles")
def test_without_elasticsearch_mongodb_answers() -> None:
    body = answer(q="war")
    assert (body["engine"], [hit["title"] for hit in body["hits"]]) == ("mongodb", ["The war"])


@pytest.mark.usefixtures("elasticsearch_unavailable", "two_articles")
@pytest.mark.parametrize("htmx", [False, True])
def test_without_elasticsearch_the_page_says_so(htmx: bool) -> None:
    page = html(q="war", htmx=htmx)
    assert 'data-testid="banner"' in page
    assert 'data-status="Simple search: 1 article for “war”."' in page
    assert "The <mark>war</mark>" in page


def test_with_elasticsearch_there_is_no_banner(index: None) -> None:
    assert 'data-testid="banner"' not in html(q="war")


@pytest.mark.usefixtures("two_articles")
def test_a_silent_elasticsearch_times_out(caplog: pytest.LogCaptureFixture) -> None:
    with silent_port() as port, elasticsearch_at(port):
        assert answer(q="war")["engine"] == "mongodb"
    assert "timed out" in caplog.text


@pytest.mark.usefixtures("two_articles")
def test_a_failed_request_is_not_retried_for_the_same_keystroke() -> None:
    with answering_port(503, b"{}") as answering, elasticsearch_at(answering.port):
        answer(q="war")
    assert len(answering.paths) == 1


@pytest.mark.usefixtures("two_articles")
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (503, b'{"error": {"type": "no_shard_available_action_exception", "reason": "x"}, "status": 503}'),
        (500, b"not even json"),
        (429, b'{"error": {"type": "circuit_breaking_exception", "reason": "x"}, "status": 429}'),
        (200, b"<html>a proxy</html>"),
        (200, b"{}"),
        (200, b""),
        (200, b"[1]"),
    ],
)
def test_an_unusable_response_makes_elasticsearch_unavailable(status: int, body: bytes) -> None:
    with answering_port(status, body) as answering, elasticsearch_at(answering.port):
        assert answer(q="war")["engine"] == "mongodb"


@pytest.mark.usefixtures("two_articles", "no_index")
def test_a_missing_index_makes_elasticsearch_unavailable() -> None:
    assert (answer(q="war")["engine"], titles(q="war")) == ("mongodb", ["The war"])


@pytest.mark.usefixtures("elasticsearch_unavailable")
def test_three_failures_open_the_breaker(breaker: Breaker) -> None:
    for _ in range(2):
        answer(q="war")
    assert not breaker.is_open
    answer(q="war")
    assert breaker.is_open


@pytest.mark.usefixtures("elasticsearch_unavailable")
def test_an_open_breaker_sends_no_request(breaker: Breaker, monkeypatch: pytest.MonkeyPatch) -> None:
    requests: Requests = record_requests(monkeypatch)
    for _ in range(5):
        answer(q="war")
    assert len(requests) == breaker.limit


def test_elasticsearch_answers_again_after_the_rest_period(index: None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(elasticsearch, "breaker", Breaker(clock=lambda: now[0]))
    with refusing_port() as port, elasticsearch_at(port):
        for _ in range(3):
            answer(q="war")
    before = answer(q="war")["engine"]
    now[0] += 5
    assert (before, answer(q="war")["engine"], answer(q="war")["engine"]) == (
        "mongodb",
        "elasticsearch",
        "elasticsearch",
    )


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.usefixtures("both_unavailable")
def test_without_both_the_page_fails_and_is_not_empty(reader: Client, headers: dict[str, str]) -> None:
    response = reader.get("/?q=war&category=sport", headers=headers)
    page = response.content.decode()
    assert response.status_code == 503
    assert 'data-testid="failed"' in page
    assert not any(part in page for part in ('data-testid="empty"', 'data-testid="total"', 'data-testid="banner"'))


@pytest.mark.usefixtures("both_unavailable")
def test_without_both_the_search_is_not_lost(reader: Client) -> None:
    page = reader.get("/?q=war&category=sport").content.decode()
    assert 'value="war"' in page
    assert 'name="category" value="sport"' in " ".join(page.split())


@pytest.mark.usefixtures("both_unavailable")
def test_without_both_the_live_region_says_so(reader: Client) -> None:
    assert 'data-status="Search is not available at the moment."' in reader.get("/").content.decode()


@pytest.mark.usefixtures("both_unavailable")
def test_without_both_the_json_is_an_error(reader: Client) -> None:
    response = reader.get("/search.json?q=war")
    assert (response.status_code, list(response.json())) == (503, ["error"])


@pytest.mark.usefixtures("elasticsearch_unavailable")
def test_a_silent_mongodb_times_out(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mongodb, "SECONDS", 0.1)
    with silent_port() as port, mongodb_at(port):
        assert reader.get("/search.json?q=war").status_code == 503


def test_without_mongodb_elasticsearch_answers(index: None, reader: Client) -> None:
    with refusing_port() as port, mongodb_at(port):
        assert reader.get("/search.json?q=war").json()["engine"] == "elasticsearch"
