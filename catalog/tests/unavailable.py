"""Makes MongoDB unavailable to the tests of any app: ports that refuse, are silent or freeze, and clients for them."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connections
from pymongo import MongoClient
from pymongo.uri_parser import parse_uri

# How a server can be unavailable. One that freezes has answered before, and its connections stay open.
KINDS = ("refuses", "is silent", "freezes")
# The deadline is that of the code under test, not the driver's.
PATIENT: dict[str, Any] = {"serverSelectionTimeoutMS": 5_000, "socketTimeoutMS": 30_000}


@contextmanager
def refusing_port() -> Iterator[int]:
    """A port that nobody listens on; it is bound, so that no other process gets it meanwhile."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@contextmanager
def silent_port() -> Iterator[int]:
    """A port that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@dataclass(slots=True)
class FreezingProxy:
    """Passes everything on until it is frozen; then good connections stay open and nothing more comes through."""

    to: tuple[str, int]
    frozen: threading.Event = field(default_factory=threading.Event)
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    sockets: list[socket.socket] = field(default_factory=list)

    @property
    def port(self) -> int:
        port: int = self.listener.getsockname()[1]
        return port

    def serve(self) -> None:
        with suppress(OSError):  # closed
            while True:
                here, _ = self.listener.accept()
                there = socket.create_connection(self.to)
                self.sockets += [here, there]
                for ends in ((here, there), (there, here)):
                    threading.Thread(target=self.pass_on, args=ends, daemon=True).start()

    def pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if self.frozen.is_set():
                    return
                sink.sendall(data)

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        for each in [self.listener, *self.sockets]:
            each.close()


@contextmanager
def freezing_proxy(host: str, port: int) -> Iterator[FreezingProxy]:
    proxy = FreezingProxy((host, port))
    threading.Thread(target=proxy.serve, daemon=True).start()
    yield proxy
    proxy.close()


@contextmanager
def mongodb_at(port: int) -> Iterator[None]:
    """Point Django's default connection at another port, with a deadline of 100 ms."""
    client: MongoClient[Any] = MongoClient(f"mongodb://127.0.0.1:{port}/?directConnection=true", timeoutMS=100)
    with client, connection_to(client, "default"):
        yield


@contextmanager
def mongodb_unavailable(kind: str, alias: str = "default") -> Iterator[None]:
    """Point a connection of Django's at a server that is unavailable, without any deadline of its own."""
    with ExitStack() as stack:
        if kind == "freezes":
            host, port = parse_uri(str(settings.MONGODB_URI))["nodelist"][0]
            proxy = stack.enter_context(freezing_proxy(host, port))
            client = client_of(proxy.port)
            client.admin.command("ping")
            proxy.frozen.set()
        else:
            client = client_of(stack.enter_context(refusing_port() if kind == "refuses" else silent_port()))
        stack.enter_context(client)
        stack.enter_context(connection_to(client, alias))
        yield


def client_of(port: int) -> MongoClient[Any]:
    return MongoClient(f"mongodb://127.0.0.1:{port}/", directConnection=True, **PATIENT)


@contextmanager
def connection_to(client: MongoClient[Any], alias: str) -> Iterator[None]:
    connection: Any = connections[alias]
    connection.ensure_connection()
    real = connection.connection, connection.database
    connection.connection, connection.database = client, client[connection.settings_dict["NAME"]]
    try:
        yield
    finally:
        connection.connection, connection.database = real
