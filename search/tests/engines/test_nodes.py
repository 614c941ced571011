"""Several Elasticsearch nodes behind one client: another node answers if one is down, within the same timeout."""

import runpy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic

import pytest
from django.conf import settings
from django.http import HttpRequest
from elastic_transport import ConnectionError as NodeDownError
from elastic_transport import ConnectionTimeout
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.dsl import connections

from config.settings import servers
from config.watching import current
from search.tests.asking import answer
from search.tests.unavailable import answering_port, refusing_port, silent_port

FOUND = b'{"hits": {"hits": []}}'


@contextmanager
def client_of(*ports: int) -> Iterator[Elasticsearch]:
    """A client of the nodes on these ports, tried in this order, with the page's timeouts."""
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    page = {**settings.ELASTICSEARCH_DSL["page"], "hosts": urls, "max_retries": len(ports) - 1}
    with Elasticsearch(**page, randomize_nodes_in_pool=False) as elastic:
        yield elastic


@contextmanager
def hanging_up_port(after: float) -> Iterator[int]:
    """A port that accepts a connection and closes it without a response, like a node that is killed."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(after)
                try:
                    while connection.recv(65_536):
                        pass
                except TimeoutError:
                    pass

        thread = Thread(target=hang_up)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def test_another_node_is_tried_when_one_is_down() -> None:
    with refusing_port() as down, answering_port(200, FOUND) as there, client_of(down, there.port) as elastic:
        for _ in range(4):
            elastic.search(index="articles", query={"match_all": {}})
    assert len(there.paths) == 4


def test_elasticsearch_is_told_which_request_asks_and_the_request_what_that_cost() -> None:
    with answering_port(200, FOUND) as there, client_of(there.port) as elastic:
        with current.answering("some-id", HttpRequest()) as noted:
            elastic.search(index="articles", query={"match_all": {}})
            elastic.options(opaque_id="another").search(index="articles", query={"match_all": {}})
        elastic.search(index="articles", query={"match_all": {}})
    assert there.ids == ["some-id", "some-id", None]
    assert noted.calls == {current.ELASTICSEARCH: 2}
    assert noted.seconds[current.ELASTICSEARCH] > 0


def test_a_node_that_dies_during_a_request_uses_up_its_time_only() -> None:
    with hanging_up_port(0.6) as dying, silent_port() as silent, client_of(dying, silent) as elastic:
        began = monotonic()
        with pytest.raises(ConnectionTimeout):
            elastic.search(index="articles", query={"match_all": {}})
    assert 0.6 < monotonic() - began < 1.5


def test_a_node_that_has_not_joined_the_cluster_is_skipped() -> None:
    with (
        answering_port(503, b"{}") as new,
        answering_port(200, FOUND) as there,
        client_of(new.port, there.port) as elastic,
    ):
        elastic.search(index="articles", query={"match_all": {}})
    assert (len(new.paths), len(there.paths)) == (1, 1)


def test_a_request_that_a_busy_node_rejects_is_not_retried() -> None:
    with (
        answering_port(429, b"{}") as busy,
        answering_port(429, b"{}") as other,
        client_of(busy.port, other.port) as elastic,
        pytest.raises(ApiError),
    ):
        elastic.search(index="articles", query={"match_all": {}})
    assert len(busy.paths) + len(other.paths) == 1


def test_an_error_is_raised_when_all_nodes_are_down() -> None:
    with refusing_port() as one, refusing_port() as two, client_of(one, two) as elastic, pytest.raises(NodeDownError):
        elastic.search(index="articles", query={"match_all": {}})


@pytest.mark.servers
def test_a_search_is_answered_by_the_node_that_is_up(index: None) -> None:
    real = connections.get_connection("page")
    (living,) = [node.port for node in real.transport.node_pool.all()]
    with refusing_port() as down, client_of(down, living) as both:
        connections.add_connection("page", both)
        try:
            engines = {answer(q="war")["engine"] for _ in range(4)}
        finally:
            connections.add_connection("page", real)
    assert engines == {"elasticsearch"}


@pytest.mark.parametrize(("urls", "replicas"), [("http://a:1", 0), ("http://a:1,http://b:2", 1)])
def test_several_nodes_have_a_replica_of_the_index(urls: str, replicas: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELASTICSEARCH_URL", urls)
    monkeypatch.delenv("SEARCH_INDEX_REPLICAS", raising=False)
    read = runpy.run_path(servers.__file__)
    assert read["SEARCH_INDEX_SETTINGS"]["number_of_replicas"] == replicas
    assert [each["max_retries"] for each in read["ELASTICSEARCH_DSL"].values()] == [replicas, replicas]
