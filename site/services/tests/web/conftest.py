"""The web server on a port, with the site of echo.py."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psutil
import pytest

from services import paths
from services.processes import groups, ports, probe, waiting

HERE = Path(__file__).parent
ANSWER_SECONDS = 5.0  # generous: a server whose threads are held does not answer at all


@dataclass(frozen=True)
class Web:
    process: subprocess.Popen[bytes]
    port: int

    def connect(self, **options: Any) -> socket.socket:
        """A connection whose client waits longer than any deadline of the server."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30, **options)

    @contextmanager
    def clients(self, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
        """That many connections, on each of which the same was sent."""
        with ExitStack() as stack:
            opened = [stack.enter_context(self.connect()) for _ in range(count)]
            for client in opened:
                client.sendall(sent)
            yield opened

    def ask(self, path: str = "/", headers: dict[str, str] | None = None) -> dict[str, Any]:
        """What the site was told about a request of a reader."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", path, headers=headers or {})
            told: dict[str, Any] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return told

    def worker(self) -> psutil.Process:
        return psutil.Process(self.process.pid).children()[0]


def read_to_end(client: socket.socket) -> bytes:
    """What the server sends until it closes; also when it resets the connection."""
    received = b""
    with suppress(ConnectionError):
        while part := client.recv(65_536):
            received += part
    return received


def status_of(answer: bytes) -> str:
    """Return the code and its words of the last answer, after one that says to go on."""
    lines = re.findall(rb"^HTTP/1\.[01] (\d+ [^\r]*)\r$", answer, re.MULTILINE)
    return lines[-1].decode() if lines else ""


@pytest.fixture(scope="session")
def web_session() -> Iterator[Web]:
    port = ports.choose()
    command = [sys.executable, "-m", "gunicorn", "--config", str(HERE / "gunicorn_conf.py"), "--chdir", str(HERE)]
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", "echo:application"],
        env={**os.environ, "PYTHONPATH": str(paths.ROOT / "site")},
        start_new_session=True,
    )
    try:
        assert waiting.until(lambda: probe.get(f"http://127.0.0.1:{port}/", timeout=2) is not None, timeout=30)
        yield Web(process, port)
    finally:
        groups.end(process, grace=10.0)


@pytest.fixture
def web(web_session: Web) -> Web:
    return web_session
