"""What a client may ask is one allowance for all processes of the web server, and outlives each of them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from services import paths
from services.processes import groups, ports, probe, waiting
from services.tests.web.conftest import HERE, Web


@pytest.fixture
def site() -> Iterator[Web]:
    """A web server with two processes, as the site has."""
    port = ports.choose()
    command = [sys.executable, "-m", "gunicorn", "--config", str(HERE / "gunicorn_conf.py"), "--chdir", str(HERE)]
    process = subprocess.Popen(
        [*command, "--workers", "2", "--bind", f"127.0.0.1:{port}", "allowing:application"],
        env={**os.environ, "PYTHONPATH": str(paths.ROOT / "site")},
        start_new_session=True,
    )
    try:
        assert waiting.until(lambda: probe.get(f"http://127.0.0.1:{port}/", timeout=2) is not None, timeout=30)
        yield Web(process, port)
    finally:
        groups.end(process, grace=10.0)


def test_two_processes_share_one_allowance(site: Web) -> None:
    answers: list[dict[str, Any]] = []
    assert waiting.until(lambda: has_both(answers, site), timeout=60)
    # One was taken by each look whether the server is up: at least one, and no more than can be counted here.
    assert sum(answer["allowed"] for answer in answers) < 20

    os.kill(answers[0]["process"], signal.SIGKILL)
    before = {answer["process"] for answer in answers}
    assert waiting.until(lambda: site.ask()["process"] not in before, timeout=60)
    assert not site.ask()["allowed"]


def has_both(answers: list[dict[str, Any]], site: Web) -> bool:
    """Ask until both processes have refused."""
    answers += [site.ask() for _ in range(10)]
    return len({answer["process"] for answer in answers if not answer["allowed"]}) == 2
