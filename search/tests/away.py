"""Servers that are away, for real: ports that refuse, that are silent, or that answer with an error."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from django.conf import settings
from django.db import connections as databases
from elasticsearch import Elasticsearch
from elasticsearch.dsl import connections
from pymongo import MongoClient


@contextmanager
def refusing_port() -> Iterator[int]:
    """A port that nobody listens on: taken, so that nobody else gets it meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@contextmanager
def silent_port() -> Iterator[int]:
    """A port that takes connections and never answers, as a frozen server does."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


class Answering(HTTPServer):
    """A server that gives every request the same answer, and remembers what it was asked."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.body = status, body
        self.paths: list[str] = []

    @property
    def port(self) -> int:
        return self.server_port


class Handler(BaseHTTPRequestHandler):
    server: Answering

    def do_POST(self) -> None:
        self.server.paths.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


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
    """Point the page's client at another port, as impatient as it is on the site."""
    real: Any = connections.get_connection("page")
    options: dict[str, Any] = {**settings.ELASTICSEARCH_DSL["page"], "hosts": f"http://127.0.0.1:{port}"}
    with Elasticsearch(**options) as other:
        connections.add_connection("page", other)
        try:
            yield other
        finally:
            connections.add_connection("page", real)


@contextmanager
def mongodb_at(port: int) -> Iterator[None]:
    """Point Django's connection at another port."""
    connection: Any = databases["default"]
    real = connection.database
    client: MongoClient[Any] = MongoClient(f"mongodb://127.0.0.1:{port}/?directConnection=true", timeoutMS=100)
    with client:
        connection.database = client["away"]
        try:
            yield
        finally:
            connection.database = real
