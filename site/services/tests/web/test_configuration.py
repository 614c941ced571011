"""gunicorn's configuration: its processes count together, and its log has the form of the site's."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from services import paths
from services.processes import groups, ports, probe, waiting
from services.web import configuration

HERE = Path(__file__).parent


@contextmanager
def serving(folder: Path, output: IO[bytes]) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Two processes that keep their files in the folder."""
    port = ports.choose()
    command = [sys.executable, "-m", "gunicorn", "--config", "python:services.web.configuration", "--chdir", str(HERE)]
    options = ["--workers", "2", "--worker-class", "services.web.worker.BufferingWorker", "--log-level", "warning"]
    process = subprocess.Popen(
        [*command, *options, "--bind", f"127.0.0.1:{port}", "counting:application"],
        env={**os.environ, "PYTHONPATH": str(paths.ROOT / "site"), "TMPDIR": str(folder), "LOG_FORMAT": "json"},
        start_new_session=True,
        stderr=output,
    )
    try:
        address = f"http://127.0.0.1:{port}/"
        assert waiting.until(lambda: probe.get(address, timeout=2) is not None, timeout=30)
        yield process, address
    finally:
        groups.end(process, grace=10.0)


def ask(address: str) -> dict[str, Any]:
    answer = probe.get(address, timeout=5)
    assert answer is not None
    told: dict[str, Any] = json.loads(answer[1])
    return told


def test_two_processes_count_together_and_a_new_one_goes_on(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as output, serving(tmp_path, output) as (process, address):
        before = ask(address)
        pids = {before["pid"]}
        asked = before["counted"]

        def both_answered() -> bool:
            nonlocal asked
            told = ask(address)
            asked += 1
            assert told["counted"] == asked
            pids.add(told["pid"])
            return len(pids) == 2

        assert waiting.until(both_answered, timeout=30)
        os.kill(min(pids), signal.SIGKILL)
        assert waiting.until(lambda: bool((tmp_path / "log").read_bytes()), timeout=30)
        assert waiting.until(
            lambda: (answer := probe.get(address, timeout=5)) is not None and answer[0] == 200, timeout=30
        )
        assert ask(address)["counted"] > asked
    lines = (tmp_path / "log").read_text().splitlines()
    assert [line for line in map(json.loads, lines) if line["logger"] == "gunicorn.error" and line["level"] == "ERROR"]
    assert process.returncode == 0
    assert not list(tmp_path.glob(f"{configuration.NAME}*"))


def test_the_folder_of_a_server_that_was_killed_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    abandoned = tmp_path / f"{configuration.NAME}{done.pid}-abc"
    used = tmp_path / f"{configuration.NAME}{os.getpid()}-abc"
    abandoned.mkdir()
    used.mkdir()
    configuration.remove_abandoned()
    assert (abandoned.exists(), used.exists()) == (False, True)
