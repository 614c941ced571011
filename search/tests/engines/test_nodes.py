"""Several Elasticsearch nodes behind one client: another is asked when one is gone, and nobody waits longer."""

import runpy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic

import pytest
from django.conf import settings
from elastic_transport import ConnectionError as GoneError
from elastic_transport import ConnectionTimeout
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.dsl import connections

from config import nodes
from config.settings import base
from search.tests.asking import answer
from search.tests.unavailable import answering_port, refusing_port, silent_port

FOUND = b'{"hits": {"hits": []}}'


@contextmanager
def client_of(*ports: int) -> Iterator[Elasticsearch]:
    """A client of nodes there, asked in this order, as impatient as the page's."""
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    page = {**settings.ELASTICSEARCH_DSL["page"], "hosts": urls, "max_retries": len(ports) - 1}
    with Elasticsearch(**page, randomize_nodes_in_pool=False) as elastic:
        yield elastic


@contextmanager
def hanging_up_port(after: float) -> Iterator[int]:
    """A port where somebody answers the telephone, thinks, and hangs up, as a node that is killed then does."""
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


def test_another_node_is_asked_when_one_is_gone() -> None:
    with refusing_port() as gone, answering_port(200, FOUND) as there, client_of(gone, there.port) as elastic:
        for _ in range(4):
            elastic.search(index="articles", query={"match_all": {}})
    assert len(there.paths) == 4


def test_a_node_that_dies_while_it_is_asked_takes_only_its_part_of_the_time() -> None:
    with hanging_up_port(0.6) as dying, silent_port() as silent, client_of(dying, silent) as elastic:
        began = monotonic()
        with pytest.raises(ConnectionTimeout):
            elastic.search(index="articles", query={"match_all": {}})
    assert 0.6 < monotonic() - began < 1.5


def test_a_node_that_has_not_joined_the_others_is_left_out() -> None:
    with (
        answering_port(503, b"{}") as new,
        answering_port(200, FOUND) as there,
        client_of(new.port, there.port) as elastic,
    ):
        elastic.search(index="articles", query={"match_all": {}})
    assert (len(new.paths), len(there.paths)) == (1, 1)


def test_what_a_busy_node_refuses_is_not_asked_of_the_others() -> None:
    with (
        answering_port(429, b"{}") as busy,
        answering_port(429, b"{}") as other,
        client_of(busy.port, other.port) as elastic,
        pytest.raises(ApiError),
    ):
        elastic.search(index="articles", query={"match_all": {}})
    assert len(busy.paths) + len(other.paths) == 1


def test_when_all_are_gone_that_is_told() -> None:
    with refusing_port() as one, refusing_port() as two, client_of(one, two) as elastic, pytest.raises(GoneError):
        elastic.search(index="articles", query={"match_all": {}})


@pytest.mark.servers
def test_a_search_is_answered_by_the_node_that_is_there(index: None) -> None:
    real = connections.get_connection("page")
    (living,) = [node.port for node in real.transport.node_pool.all()]
    with refusing_port() as gone, client_of(gone, living) as both:
        connections.add_connection("page", both)
        try:
            engines = {answer(q="war")["engine"] for _ in range(4)}
        finally:
            connections.add_connection("page", real)
    assert engines == {"elasticsearch"}


@pytest.mark.parametrize(
    ("urls", "found"),
    [("http://a:1", ["http://a:1"]), ("http://a:1, http://b:2,", ["http://a:1", "http://b:2"])],
)
def test_addresses_stand_in_one_variable_with_commas_between_them(urls: str, found: list[str]) -> None:
    assert nodes.addresses(urls) == found


@pytest.mark.parametrize(("urls", "replicas"), [("http://a:1", 0), ("http://a:1,http://b:2", 1)])
def test_several_nodes_hold_a_copy_of_the_index(urls: str, replicas: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELASTICSEARCH_URL", urls)
    monkeypatch.delenv("SEARCH_INDEX_REPLICAS", raising=False)
    read = runpy.run_path(base.__file__)
    assert read["SEARCH_INDEX_SETTINGS"]["number_of_replicas"] == replicas
    assert [each["max_retries"] for each in read["ELASTICSEARCH_DSL"].values()] == [replicas, replicas]
