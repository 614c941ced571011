"""Web servers for benchmarks, with as many processes and threads as a site has."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection

from bench.files import ROOT

SECONDS_TO_START = 60.0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def served(application: str, ready: str, variables: Mapping[str, str] | None = None) -> Iterator[int]:
    """Serve a WSGI application during the block; yield its port once the path `ready` answers."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "--pythonpath", "site"),
        *("--config", "python:services.web.configuration"),
        *("--worker-class", "services.web.worker.BufferingWorker", "--workers", "2", "--threads", "16"),
        *("--bind", f"127.0.0.1:{port}", "--log-level", "warning", application),
    ]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}", **(variables or {})}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            wait_until_ready(port, ready)
            yield port
        finally:
            process.terminate()


def wait_until_ready(port: int, path: str) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:  # noqa: PLR2004  # OK
                return
        except OSError:
            if time.monotonic() > until:
                raise
        finally:
            connection.close()
        time.sleep(0.1)
