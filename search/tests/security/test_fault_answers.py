"""What readers, editors and load balancers are answered while a server is unavailable or the index is damaged."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.test import Client

from catalog.models import Article
from catalog.tests.factories import make_editor
from config.tests.document_tables import hold_row, rows
from search.index import client as elasticsearch
from search.index import live_index
from search.sync.source import ALIAS
from search.tests.factories import delete_indices, index_titles
from search.tests.unavailable import (
    elasticsearch_unavailable,
    mongodb_at,
    mongodb_unavailable,
    refusing_port,
    silent_port,
)

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]

HEAD = ("fault", "search", "an article", "a save", "`/livez`", "`/readyz`")


def live() -> str:
    name = live_index(elasticsearch())
    assert name is not None
    return name


@contextmanager
def no_mongodb(kind: str) -> Iterator[None]:
    ports = {"refuses": refusing_port, "is silent": silent_port}
    with ports[kind]() as port, mongodb_at(port), mongodb_unavailable(kind, ALIAS):
        yield


@contextmanager
def neither(kind: str) -> Iterator[None]:
    with elasticsearch_unavailable(kind), no_mongodb(kind):
        yield


@contextmanager
def blocked(name: str) -> Iterator[None]:
    index = live()
    elasticsearch().indices.put_settings(index=index, settings={f"index.blocks.{name}": True})
    try:
        yield
    finally:
        elasticsearch().indices.put_settings(index=index, settings={f"index.blocks.{name}": None})


@contextmanager
def closed() -> Iterator[None]:
    index = live()
    elasticsearch().indices.close(index=index)
    try:
        yield
    finally:
        elasticsearch().indices.open(index=index)


@contextmanager
def missing() -> Iterator[None]:
    delete_indices(live())
    yield


FAULTS: dict[str, Callable[[], object]] = {
    "none": ExitStack,
    "Elasticsearch refuses connections": lambda: elasticsearch_unavailable("refuses"),
    "Elasticsearch takes them and is silent": lambda: elasticsearch_unavailable("is silent"),
    "Elasticsearch freezes": lambda: elasticsearch_unavailable("freezes"),
    "there is no index": missing,
    "the index is closed": closed,
    "the index is blocked for reading": lambda: blocked("read"),
    "the index is read-only, as after a full disk": lambda: blocked("read_only_allow_delete"),
    "MongoDB refuses connections": lambda: no_mongodb("refuses"),
    "MongoDB takes them and is silent": lambda: no_mongodb("is silent"),
    "both refuse connections": lambda: neither("refuses"),
    "both are silent": lambda: neither("is silent"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_answered_as_the_table_says(fault: str, index: None, article: Article) -> None:
    index_titles("War")
    reader, editor = Client(raise_request_exception=False), Client(raise_request_exception=False)
    editor.force_login(make_editor())
    address = f"/articles/{article.pk}/"
    fields = {"title": "War and peace", "content": "Text.", "category": "tech", "version": "1"}
    with FAULTS[fault]():  # type: ignore[attr-defined]  # each is a context manager
        found = reader.get("/search.json?q=war")
        page = reader.get("/?q=war")
        read, saved = reader.get(address), editor.post(f"{address}edit/", fields)
        live, ready = reader.get("/livez"), reader.get("/readyz")
    engine = {"elasticsearch": "Elasticsearch", "mongodb": "MongoDB"}.get(found.json().get("engine"), "nobody")
    assert page.status_code == found.status_code
    search = f"{found.status_code}, {engine} answers"
    status = f"{ready.status_code} {ready.json()['status']}"
    hold_row("faults", fault, search, read.status_code, saved.status_code, live.status_code, status)


def test_the_table_has_no_other_fault() -> None:
    assert [row[0] for row in rows("faults")] == list(FAULTS)
