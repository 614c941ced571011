"""/livez and /readyz: what they answer, and how soon when a server is unavailable."""

from time import monotonic
from typing import Any

import pytest
from django.test import Client

from search.sync import status
from search.sync.follow.checkpoints import Target
from search.sync.source import ALIAS
from search.tests.unavailable import BOTH, elasticsearch_unavailable, mongodb_unavailable

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]
IN_TIME = 2.5  # what a probe waits; usually it is one second, because both servers are asked at once


def ask() -> Any:
    """Return the answer, which must not take longer than a probe waits."""
    started = monotonic()
    response = Client().get("/readyz")
    assert monotonic() - started < IN_TIME
    return response


def test_ready(live: Target) -> None:
    response = ask()
    assert response.status_code == 200
    expected = {"status": "ok", "mongodb": True, "elasticsearch": True, "index": live.index, "worker": None}
    assert response.json() == expected


def test_without_an_index_it_is_degraded(no_index: None) -> None:
    response = ask()
    assert response.status_code == 200
    assert (response.json()["status"], response.json()["elasticsearch"]) == ("degraded", True)


def test_without_elasticsearch_it_is_degraded(no_elasticsearch: str) -> None:
    response = ask()
    assert response.status_code == 200
    body = response.json()
    assert (body["status"], body["mongodb"], body["elasticsearch"], body["index"]) == ("degraded", True, False, None)


def test_without_mongodb_it_is_not_ready(no_mongodb: str, live: Target) -> None:
    response = ask()
    assert response.status_code == 503
    body = response.json()
    assert (body["status"], body["mongodb"], body["index"], body["worker"]) == ("unavailable", False, live.index, None)


@pytest.mark.parametrize(("mongodb", "elasticsearch"), BOTH)
def test_without_both_it_is_not_ready(live: Target, mongodb: str, elasticsearch: str) -> None:
    with elasticsearch_unavailable(elasticsearch), mongodb_unavailable(mongodb, ALIAS):
        response = ask()
    assert (response.status_code, response.json()["elasticsearch"]) == (503, False)


def test_it_includes_the_last_heartbeat(live: Target) -> None:
    status.report(state="following", index=live.index)
    worker = ask().json()["worker"]
    assert worker["state"] == "following"
    assert 0 <= worker["silent_seconds"] < 2


def test_the_answer_is_never_kept(live: Target) -> None:
    response = ask()
    assert "no-store" in response["Cache-Control"]


def test_alive_needs_no_server(live: Target) -> None:
    silent = "is silent"
    with elasticsearch_unavailable(silent), mongodb_unavailable(silent, ALIAS), mongodb_unavailable(silent):
        started = monotonic()
        response = Client().get("/livez")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert monotonic() - started < 0.5
