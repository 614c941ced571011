"""What MongoDB and Elasticsearch have in common: a process to start, wait for and stop."""

import shutil
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar

from services.account import Account
from services.errors import CONTAINERS, VARIABLES, SetupError, full_disk
from services.processes import groups, logs, ports, spawning, waiting
from services.progress import Reporter

HEALTH_SECONDS = 180.0  # ten times what it takes on two idle cores
LEAST_FREE_BYTES = 1_000_000


class Server(ABC):
    """A server with its data in `home`. `start()` after `kill()` reuses the port and the data."""

    name: ClassVar[str]

    def __init__(self, home: Path, account: Account | None, port: int | None = None) -> None:
        self.home = home
        self.account = account
        self.log = home / "logs" / f"{self.name.lower()}.log"
        self._port = port
        self._log_start = 0
        self._process: subprocess.Popen[bytes] | None = None

    # What each server defines.

    @property
    def title(self) -> str:
        return self.name

    @property
    @abstractmethod
    def url(self) -> str:
        """The address for its clients."""

    @abstractmethod
    def command(self) -> list[str]:
        """The program and its arguments."""

    def environment(self) -> Mapping[str, str]:
        """Its environment, which deliberately holds nothing of ours."""
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.home), "LANG": "C.UTF-8"}

    @abstractmethod
    def is_healthy(self) -> bool:
        """Whether clients can use it."""

    @property
    def working_folder(self) -> Path:
        return self.home

    def prepare(self) -> None:  # noqa: B027  # most servers need nothing
        """Write the files that it reads at its start; the folders exist and still belong to us."""

    # What can be done with each of them.

    @property
    def port(self) -> int:
        if self._port is None:
            self._port = ports.choose(ports.read_number(self.home / "port"))
        return self._port

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    @property
    def exit_code(self) -> int | None:
        return None if self._process is None else self._process.poll()

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and return at once."""
        for folder in (self.home, self.home / "logs", self.home / "data", self.home / "tmp"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._process is not None:
            groups.kill(self._process)  # its leader is dead, but others of its group may still hold the data
        self._end_stray()
        logs.rotate(self.log)
        self._log_start = logs.size(self.log)
        self.prepare()
        ports.write_number(self.home / "port", self.port)
        with self.log.open("ab") as output:
            if self.account is not None:
                self.account.own(self.home)
            self._process = spawning.spawn(
                self.command(),
                account=self.account,
                env=self.environment(),
                cwd=self.working_folder,
                output=output,
            )
        (self.home / "pid").write_text(f"{self._process.pid}\n")

    def wait_until_healthy(self, progress: Reporter, timeout: float = HEALTH_SECONDS) -> None:
        """Return when clients can use it; a SetupError quotes its log when it ends, or after `timeout` seconds."""
        began = time.monotonic()
        tick = progress.waiting_tick(f"{self.title} is coming up on port {self.port}")
        came_up = waiting.until(lambda: not self.alive or self.is_healthy(), timeout=timeout, tick=tick)
        if not self.alive:
            killed = ", killed: is there enough memory?" if self.exit_code == -signal.SIGKILL else ""
            raise self._error(f"{self.title} ended before it was ready (exit code {self.exit_code}{killed})")
        if not came_up:
            raise self._error(f"{self.title} did not come up within {timeout:.0f} s")
        progress.report(f"  ✓ {self.title} on port {self.port} ({time.monotonic() - began:.1f} s)")

    def stop(self, hurry: Callable[[], bool] = lambda: False) -> None:
        """Shut it down cleanly, or kill it as soon as `hurry` returns true."""
        if self._process is not None:
            groups.end(self._process, hurry=hurry)
            (self.home / "pid").unlink(missing_ok=True)

    def kill(self) -> None:
        """Kill it, as a power cut would."""
        if self._process is not None:
            groups.kill(self._process)

    def freeze(self) -> None:
        """Suspend it: it keeps its port and connections but answers nothing."""
        if self._process is not None:
            groups.freeze(self._process)

    def thaw(self) -> None:
        if self._process is not None:
            groups.thaw(self._process)

    def _end_stray(self) -> None:
        """End the server of a killed run that is still shutting down on our data."""
        pid = ports.read_number(self.home / "pid")
        if pid is not None and pid != self.pid:
            groups.end_stray(pid, str(self.home))

    def _error(self, message: str) -> SetupError:
        # On a full disk the log may lack the line that says so.
        nothing_left = shutil.disk_usage(self.home).free < LEAST_FREE_BYTES
        if nothing_left or logs.reports_full_disk(self.log, self._log_start):
            return full_disk(self.home)
        line = logs.last_error_line(self.log, self._log_start)
        reason = f': "{line}"' if line else " and logged nothing."
        return SetupError(f"{message}{reason}", f"Its log is {self.log}. Otherwise {CONTAINERS}, and {VARIABLES}.")
