"""Servers that are away, in each of the ways in which one can be."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@contextmanager
def refusing() -> Iterator[int]:
    """Yield a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    yield port


@contextmanager
def silent() -> Iterator[int]:
    """Yield a port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@dataclass(slots=True)
class Freezing:
    """Passes everything on until it freezes: connections that were good stay open and say nothing more."""

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
def freezing(host: str, port: int) -> Iterator[Freezing]:
    proxy = Freezing((host, port))
    threading.Thread(target=proxy.serve, daemon=True).start()
    yield proxy
    proxy.close()
