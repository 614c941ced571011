"""The programs of the site. `make run` and the containers start them with the same commands."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from services import paths
from services.processes import groups, probe, spawning

PYTHON = sys.executable
HOST = "127.0.0.1"
DEFAULT_PORT = "8000"
SETTINGS = "DJANGO_SETTINGS_MODULE"
SECRET_KEY_FILE = "BROADSHEET_SECRET_KEY_FILE"  # noqa: S105  # the name of a variable
PRODUCTION = "config.settings.prod"
WEB_GRACE_SECONDS = 5


@dataclass(slots=True)
class SiteProcess:
    """A program that the supervisor keeps running."""

    title: str
    command: list[str]
    env: Mapping[str, str]
    cwd: Path = paths.ROOT
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return None if self._process is None else self._process.poll()

    def start(self) -> None:
        if self._process is not None:
            groups.kill(self._process)  # a dead web server's workers may still hold its port
        self._process = spawning.spawn(self.command, env=self.env, cwd=self.cwd)

    def stop(self, hurry: Callable[[], bool] = lambda: False) -> None:
        if self._process is not None:
            groups.end(self._process, grace=WEB_GRACE_SECONDS + 5.0, hurry=hurry)


def environment(addresses: Mapping[str, str], settings: str) -> dict[str, str]:
    """The environment of every program of the site."""
    layout = paths.layout(None)
    return {
        SECRET_KEY_FILE: str(layout.secret_key),
        **os.environ,
        **addresses,
        SETTINGS: settings,
        "PYTHONPATH": str(paths.ROOT / "site"),
        "PYTHONUNBUFFERED": "1",
    }


def keep_secret_key(file: Path) -> None:
    """Make the key that signs sessions, once, readable by our user only."""
    if os.environ.get("BROADSHEET_SECRET_KEY") or file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    # Under another name first: a half-written key must never be read as one.
    partial = file.with_suffix(f".{os.getpid()}")
    partial.unlink(missing_ok=True)  # of a process that died: in a container each has the same number
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as output:
        output.write(f"{secrets.token_urlsafe(50)}\n")
    partial.replace(file)


def web_command(host: str, port: int) -> list[str]:
    return [
        *(PYTHON, "-m", "gunicorn", "--pythonpath", "site"),
        *("--config", "python:services.web.configuration"),
        *("--worker-class", "services.web.worker.BufferingWorker", "--workers", "2", "--threads", "16"),
        *("--bind", f"{host}:{port}", "--graceful-timeout", str(WEB_GRACE_SECONDS)),
        *("--log-level", "warning", "config.wsgi"),
    ]


def reloading_web_command(host: str, port: int) -> list[str]:
    return [PYTHON, "manage.py", "runserver", f"{host}:{port}"]


def sync_command() -> list[str]:
    return [PYTHON, "manage.py", "sync_search"]


def imports_command() -> list[str]:
    return [PYTHON, "manage.py", "run_imports"]


def environment_of_one(addresses: Mapping[str, str]) -> dict[str, str]:
    """The environment of a program that is started by itself, as the containers do."""
    keep_secret_key(paths.layout(None).secret_key)
    return environment(addresses, os.environ.get(SETTINGS, PRODUCTION))


def replace_process(command: list[str], env: Mapping[str, str]) -> NoReturn:
    """Replace this process by the program, so that signals reach it directly."""
    os.chdir(paths.ROOT)
    os.execve(command[0], command, dict(env))  # noqa: S606  # our own command


def is_live(host: str, port: int) -> bool:
    """Whether the web server answers there."""
    answer = probe.get(f"http://{host}:{port}/livez", timeout=2.0)
    return answer is not None and answer[0] == probe.OK
