"""Servers behind passwords, and the site on them, for all tests of this room: they take half a minute to start."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest

from services import paths
from services.processes import groups, ports, probe, site_processes, spawning, waiting
from services.security import first_secrets
from services.tests.running import environment
from services.tests.security import secured
from services.tests.security.secured import Secured

PREFIX = "secured-"
UP_SECONDS = 300.0


@dataclass(frozen=True)
class Site:
    """The web server and the sync worker, each with the files of its own credentials and no other secret."""

    servers: Secured
    logs: Path
    port: int
    processes: dict[str, psutil.Process] = field(default_factory=dict)

    @property
    def web(self) -> psutil.Process:
        return self.processes["web"]

    @property
    def address(self) -> str:
        return f"http://{site_processes.HOST}:{self.port}"

    def env(self, program: str) -> dict[str, str]:
        own = self.servers.folder.path / program
        key = "ELASTICSEARCH_API_KEY_FILE" if program == "web" else "ELASTICSEARCH_WRITER_API_KEY_FILE"
        outside = {name: text for name, text in environment().items() if not name.startswith(("MONGODB", "ELASTIC"))}
        return {
            **outside,
            "MONGODB_URI_FILE": str(own / "mongodb-uri"),
            "ELASTICSEARCH_URL": self.servers.elasticsearch.url,
            "ELASTICSEARCH_CA_FILE": str(self.servers.authority),
            key: str(own / "elasticsearch-key"),
            "SEARCH_INDEX_PREFIX": PREFIX,
            "DJANGO_SETTINGS_MODULE": "config.settings.prod",
            "BROADSHEET_SECRET_KEY_FILE": str(self.logs / "secret_key"),
            "BROADSHEET_CREDENTIALS_FILE": str(self.logs / "editor-password"),
            "STATIC_ROOT": str(self.logs / "static"),
        }

    def run(self, program: str, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run Python with the credentials of a program, and return its output."""
        return subprocess.run(
            [sys.executable, *words],
            cwd=paths.ROOT,
            env={**self.env(program), **environ},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def get_json(self, path: str) -> Mapping[str, Any]:
        answer = probe.get_json(f"{self.address}{path}", timeout=10)
        assert answer is not None
        return answer

    def log(self, program: str) -> str:
        return (self.logs / f"{program}.log").read_text()


@pytest.fixture(scope="package")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    with secured.running(tmp_path_factory.mktemp("secrets")) as running:
        done = secure_servers(running)
        assert done.returncode == 0, done.stderr
        yield running


def secure_servers(running: Secured, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the second step of `secure` as compose.yaml does."""
    folder = running.folder.path
    env = {
        **environment(),
        "MONGODB_URI": "",
        "ELASTICSEARCH_URL": "",
        "MONGODB_URI_FILE": str(folder / first_secrets.MONGODB_URI),
        "ELASTICSEARCH_URL_FILE": str(folder / first_secrets.ELASTICSEARCH_URL),
        "ELASTICSEARCH_CA_FILE": str(running.authority),
        "SEARCH_INDEX_PREFIX": PREFIX,
    }
    command = ["-m", "services", "secure", "servers", "--folder", str(folder), "--begin-at", running.mongodb.address]
    return subprocess.run(
        [sys.executable, *command, *words], cwd=paths.ROOT, env=env, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="package")
def site(servers: Secured, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(servers, tmp_path_factory.mktemp("site"), ports.choose())
    site_processes.keep_secret_key(made.logs / "secret_key")
    prepared = made.run("web", "-m", "services", "prepare")
    assert prepared.returncode == 0, prepared.stderr
    commands = {
        "sync": ("sync",),
        "web": ("web", "--host", site_processes.HOST, "--port", str(made.port)),
    }
    with ExitStack() as stack:
        for program, words in commands.items():
            output = stack.enter_context((made.logs / f"{program}.log").open("wb"))
            command = [sys.executable, "-m", "services", *words]
            # `make run` has one environment for all; the web server must not keep this.
            unwanted = {"ELASTICSEARCH_WRITER_API_KEY": "unwanted"} if program == "web" else {}
            env = {**unwanted, **made.env(program)}
            process = spawning.spawn(command, env=env, cwd=paths.ROOT, output=output)
            made.processes[program] = psutil.Process(process.pid)
            stack.callback(groups.end, process, grace=10.0)

        def is_ready() -> bool:
            answer = probe.get_json(f"{made.address}/readyz", timeout=5)
            return answer is not None and answer["status"] == "ok"

        ready = waiting.until(is_ready, timeout=UP_SECONDS)
        said = probe.get(f"{made.address}/readyz", timeout=5)
        assert ready, f"{said}\n{made.log('sync')}\n{made.log('web')}"
        yield made
