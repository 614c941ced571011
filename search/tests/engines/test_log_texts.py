"""What readers type stays out of the logs, whatever fails."""

import json
import logging

import pytest

from search.engines import elasticsearch
from search.engines.limits.breaker import Breaker
from search.tests.asking import answer
from search.tests.factories import keep_articles, new_article
from search.tests.unavailable import answering_port, elasticsearch_at, refusing_port, silent_port

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("archive")]

TYPED = "confidential"


@pytest.fixture(autouse=True)
def closed_breaker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elasticsearch, "breaker", Breaker())


def refusal(kind: str) -> bytes:
    """What Elasticsearch answers to a query that it cannot run; some reasons quote the query."""
    reason = f"failed to parse date field [{TYPED}]"
    return json.dumps({"error": {"type": kind, "reason": reason, "root_cause": [{"reason": reason}]}}).encode()


@pytest.mark.parametrize("status", [400, 429, 500])
def test_a_refusal_is_logged_without_its_reason(status: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="search")
    with answering_port(status, refusal("search_phase_execution_exception")) as server, elasticsearch_at(server.port):
        answer(q=TYPED)
    assert f"({status} search_phase_execution_exception)" in caplog.text
    assert TYPED not in caplog.text


@pytest.mark.parametrize("body", [b'"confidential"', b'{"hits": "confidential"}', b"confidential"])
def test_an_answer_of_another_shape_is_logged_without_it(body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with answering_port(200, body) as server, elasticsearch_at(server.port):
        answer(q=TYPED)
    assert "Elasticsearch did not answer a search" in caplog.text
    assert TYPED not in caplog.text


def test_an_outage_is_logged_with_the_host_only(caplog: pytest.LogCaptureFixture) -> None:
    keep_articles(new_article(title=TYPED))
    with refusing_port() as port, elasticsearch_at(port):
        answer(q=TYPED)
    with silent_port() as port, elasticsearch_at(port):
        answer(q=TYPED)
    assert "ConnectionTimeout" in caplog.text
    assert TYPED not in caplog.text
