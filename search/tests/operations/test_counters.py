"""/metrics: what the web processes count, and who may read it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from catalog.tests.unavailable import mongodb_at
from config import buckets
from search.engines import mongodb
from search.operations import counters, observe
from search.operations.metrics import is_loopback
from search.tests.factories import index_articles, new_article
from search.tests.unavailable import elasticsearch_at, refusing_port

ROOT = Path(__file__).resolve().parents[3]
SEARCH = "search:search"


def figure(name: str, **labels: str) -> float:
    return counters.registry.get_sample_value(f"broadsheet_{name}", labels) or 0.0


def growth(act: Callable[[], object], name: str, **labels: str) -> float:
    """Return by how much a figure grows when something is done."""
    before = figure(name, **labels)
    act()
    return figure(name, **labels) - before


def searching(text: str) -> Callable[[], object]:
    return lambda: Client().get("/", {"q": text})


def words_of_labels() -> set[str]:
    """Return all values of labels that there are."""
    return {
        value for metric in counters.registry.collect() for each in metric.samples for value in each.labels.values()
    }


# --- what is counted ------------------------------------------------------------------------------------------


@pytest.mark.servers
def test_a_request_is_counted_by_view_and_status(index: None) -> None:
    assert growth(searching("war"), "requests_total", view=SEARCH, status="2xx") == 1
    assert growth(searching("war"), "request_seconds_count", view=SEARCH) == 1


def test_a_refusal_of_the_web_server_is_counted_and_has_headers() -> None:
    assert growth(lambda: observe.refused(431), "requests_total", view="server", status="4xx") == 1
    headers = observe.refused(431)
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert {"Permissions-Policy", "Cross-Origin-Resource-Policy", "X-Content-Type-Options"} <= headers.keys()


def test_behind_tls_a_refusal_asks_browsers_to_stay_there(settings: Settings) -> None:
    assert "Strict-Transport-Security" not in observe.refused(400)
    settings.SECURE_HSTS_SECONDS = 60
    assert observe.refused(400)["Strict-Transport-Security"] == "max-age=60"


@pytest.mark.servers
def test_the_time_at_elasticsearch_is_a_part_of_the_time_of_the_view(index: None) -> None:
    there, whole = (
        figure("server_seconds_total", server="elasticsearch", view=SEARCH),
        figure("request_seconds_sum", view=SEARCH),
    )
    calls = growth(searching("war"), "server_calls_total", server="elasticsearch", view=SEARCH)
    assert calls >= 1
    spent = figure("server_seconds_total", server="elasticsearch", view=SEARCH) - there
    assert 0 < spent < figure("request_seconds_sum", view=SEARCH) - whole


@pytest.mark.servers
def test_a_search_calls_mongodb_not_once(index: None) -> None:
    assert growth(searching("war"), "server_calls_total", server="mongodb", view=SEARCH) == 0


@pytest.mark.servers
def test_the_time_at_mongodb_is_counted_for_a_view_that_asks_it(archive: None) -> None:
    def read() -> object:
        return Client().get("/articles/")

    assert growth(read, "server_calls_total", server="mongodb", view="catalog:articles") >= 1
    assert figure("server_seconds_total", server="mongodb", view="catalog:articles") > 0


@pytest.mark.servers
@pytest.mark.parametrize(("text", "outcome"), [("war", "results"), ("qqqqzzzz", "nothing"), ("", "browsed")])
def test_a_search_is_counted_by_what_it_found(index: None, text: str, outcome: str) -> None:
    index_articles(new_article(title="The war"))
    assert growth(searching(text), "searches_total", engine="elasticsearch", outcome=outcome) == 1


@pytest.mark.servers
def test_a_fallback_is_counted_and_the_breaker_shows(archive: None) -> None:
    with refusing_port() as port, elasticsearch_at(port):
        for _ in range(3):
            assert growth(searching("war"), "searches_total", engine="mongodb", outcome="nothing") == 1
        assert figure("breaker_open") == 1
    Client().get("/articles/")
    assert figure("breaker_open") == 1  # no request has tried since


@pytest.mark.servers
def test_the_breaker_that_closed_shows_too(index: None) -> None:
    counters.breaker_open.set(0)
    searching("war")()
    assert figure("breaker_open") == 0


@pytest.mark.servers
def test_a_search_that_no_server_answers_has_failed(archive: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mongodb, "SECONDS", 0.1)
    with refusing_port() as port, elasticsearch_at(port), refusing_port() as other, mongodb_at(other):
        before = figure("requests_total", view=SEARCH, status="5xx")
        assert growth(searching("war"), "searches_total", engine="mongodb", outcome="failed") == 1
        assert figure("requests_total", view=SEARCH, status="5xx") == before + 1


@pytest.mark.parametrize(
    ("path", "view"),
    [
        ("/secretpath/", "unmatched"),
        ("/admin/nothing/here/", "admin"),
        ("/articles/no-id/", "unmatched"),
        ("/opensearch.xml", "search:opensearch"),
    ],
)
def test_a_label_is_never_a_path(path: str, view: str) -> None:
    status = "3xx" if view == "admin" else "2xx" if view == "search:opensearch" else "4xx"
    assert growth(lambda: Client().get(path), "requests_total", view=view, status=status) == 1
    assert not any("secretpath" in word for word in words_of_labels())


def test_a_refusal_before_the_view_is_counted_under_its_view(settings: Settings) -> None:
    def refused() -> object:
        return Client(headers={"host": "evil.example"}).get("/accounts/login/")

    assert growth(refused, "requests_total", view="login", status="4xx") == 1


def test_probes_are_not_counted() -> None:
    Client().get("/livez")
    assert not any("livez" in word for word in words_of_labels())


# --- limits ---------------------------------------------------------------------------------------------------


def test_limits_are_counted_by_their_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "kinds", set())
    assert growth(lambda: counters.count("limited", "searches"), "limited_total", kind="searches") == 1


def test_a_client_that_asks_too_often_is_counted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "shared", buckets.Buckets(rows=64))
    settings.CLIENT_BURST, settings.CLIENT_RATE = 1, 0.001

    def ask_twice() -> object:
        return [Client().get("/opensearch.xml") for _ in range(2)]

    assert growth(ask_twice, "limited_total", kind="client") == 1


def test_there_are_only_so_many_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "kinds", {f"kind {number}" for number in range(counters.MOST_KINDS)})
    assert growth(lambda: counters.count("limited", "one more"), "limited_total", kind=counters.OTHER) == 1
    assert "one more" not in words_of_labels()


# --- several processes ----------------------------------------------------------------------------------------

SETUP = "import django; django.setup()"
COUNTING = f"""
{SETUP}
from search.operations import counters, observe
counters.count("limited", "searches")
counters.breaker_open.set(1)
"""
ADDING = f"""
{SETUP}
from prometheus_client import generate_latest
from search.operations import counters, observe
print(generate_latest(counters.all_processes()).decode())
"""


def test_what_several_processes_count_is_added_up(tmp_path: Path) -> None:
    """Also of a process that has ended: gunicorn replaces them."""
    folder = {counters.FOLDER: str(tmp_path), "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}
    for code in (COUNTING, COUNTING, COUNTING, ADDING):
        done = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **folder}, capture_output=True, text=True, check=True
        )
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(done.stdout)
        for sample in family.samples
    }
    assert samples["broadsheet_limited_total", "searches"] == 3
    assert samples["broadsheet_breaker_open",] == 3


# --- who may read it ------------------------------------------------------------------------------------------


@pytest.mark.servers
@pytest.mark.parametrize(
    ("address", "token", "header", "status"),
    [
        ("127.0.0.1", "", "", 200),
        ("::1", "", "", 200),
        ("127.0.0.1", "secret", "", 200),
        ("203.0.113.7", "", "", 403),
        ("203.0.113.7", "", "Bearer ", 403),
        ("10.0.0.7", "secret", "", 403),
        ("10.0.0.7", "secret", "Bearer wrong", 403),
        ("10.0.0.7", "secret", "Basic secret", 403),
        ("10.0.0.7", "secret", "Bearer sécret", 403),
        ("10.0.0.7", "secret", "Bearer secret", 200),
        ("", "secret", "", 403),
    ],
)
def test_the_figures_are_for_this_machine_and_the_token(
    archive: None, settings: Settings, address: str, token: str, header: str, status: int
) -> None:
    settings.METRICS_TOKEN = token
    headers = {"authorization": header} if header else {}
    response = Client(REMOTE_ADDR=address, headers=headers).get("/metrics")
    assert response.status_code == status
    assert (b"broadsheet_" in response.content) == (status == 200)


def test_loopback_has_many_names() -> None:
    assert all(map(is_loopback, ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"]))
    assert not any(map(is_loopback, ["", "localhost", "::ffff:203.0.113.7", "10.0.0.1", "0.0.0.0"]))
