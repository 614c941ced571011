"""Makes Elasticsearch unavailable to tests: ports that refuse, are silent, freeze or respond with an error.

Re-exports catalog/tests/unavailable.py, which has the ports and the same for MongoDB.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from elasticsearch import Elasticsearch
from elasticsearch.dsl import connections

from catalog.tests.unavailable import (
    KINDS,
    freezing_proxy,
    mongodb_at,
    mongodb_unavailable,
    refusing_port,
    silent_port,
)

__all__ = [
    "BOTH",
    "KINDS",
    "answering_port",
    "elasticsearch_at",
    "elasticsearch_unavailable",
    "freezing_proxy",
    "mongodb_at",
    "mongodb_unavailable",
    "refusing_port",
    "silent_port",
]

BOTH = (*zip(KINDS, KINDS, strict=True), ("refuses", "is silent"))  # how MongoDB and how Elasticsearch is unavailable


class Answering(HTTPServer):
    """A server that gives every request the same response and records the requested paths and request ids."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.body = status, body
        self.paths: list[str] = []
        self.ids: list[str | None] = []

    @property
    def port(self) -> int:
        return self.server_port


class Handler(BaseHTTPRequestHandler):
    server: Answering

    def do_POST(self) -> None:
        self.server.paths.append(self.path)
        self.server.ids.append(self.headers["X-Opaque-Id"])
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_arguments: Any) -> None:
        """Log nothing."""


@contextmanager
def answering_port(status: int, body: bytes) -> Iterator[Answering]:
    with Answering(status, body) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def elasticsearch_at(port: int) -> Iterator[Elasticsearch]:
    """Point the page's client at another port, with the timeouts of the site."""
    real: Any = connections.get_connection("page")
    options: dict[str, Any] = {**settings.ELASTICSEARCH_DSL["page"], "hosts": f"http://127.0.0.1:{port}"}
    with Elasticsearch(**options) as other:
        connections.add_connection("page", other)
        try:
            yield other
        finally:
            connections.add_connection("page", real)


@contextmanager
def elasticsearch_unavailable(kind: str) -> Iterator[None]:
    """Point the page's client at a server that is unavailable."""
    with ExitStack() as stack:
        if kind != "freezes":
            port = stack.enter_context(refusing_port() if kind == "refuses" else silent_port())
            stack.enter_context(elasticsearch_at(port))
        else:
            url = urlsplit(str(settings.ELASTICSEARCH_URL))
            proxy = stack.enter_context(freezing_proxy(url.hostname or "", url.port or 0))
            stack.enter_context(elasticsearch_at(proxy.port)).info()
            proxy.frozen.set()
        yield
