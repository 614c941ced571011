"""Runs a management command as a process, and records the times of its log lines and its memory."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic, sleep

import psutil

from bench.files import ROOT

EVERY = 0.05  # seconds between two samples
STOP_SECONDS = 10.0  # until a process is killed


@dataclass
class Watched:
    process: subprocess.Popen[str]
    lines: list[tuple[float, str]] = field(default_factory=list)  # (moment, text)
    memory: list[tuple[float, int]] = field(default_factory=list)  # (moment, bytes)

    def listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append((monotonic(), line))

    def weigh(self) -> None:
        with suppress(psutil.Error):
            process = psutil.Process(self.process.pid)
            while self.process.poll() is None:
                self.memory.append((monotonic(), process.memory_info().rss))
                sleep(EVERY)

    def moment_of(self, text: str) -> float | None:
        """Return when a line with this text was logged, None if not yet; RuntimeError if the process has ended."""
        ended = self.process.poll()
        if found := next((moment for moment, line in self.lines if text in line), None):
            return found
        if ended:
            raise RuntimeError(f"the process ended with code {ended}: " + "".join(line for _, line in self.lines[-5:]))
        return None

    def wait_for(self, text: str) -> float:
        while (moment := self.moment_of(text)) is None:
            sleep(EVERY)
        return moment

    def peak(self, since: float, until: float) -> float:
        """Return the peak memory between two moments, in MB."""
        return max(size for moment, size in self.memory if since <= moment <= until) / 2**20


@contextmanager
def command(*arguments: str) -> Iterator[Watched]:
    """Run `manage.py` with these arguments during the block, and terminate it afterwards."""
    command_line = [sys.executable, "manage.py", *arguments]
    with subprocess.Popen(
        command_line, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        watched = Watched(process)
        threads = [threading.Thread(target=each, daemon=True) for each in (watched.listen, watched.weigh)]
        for thread in threads:
            thread.start()
        try:
            yield watched
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
            for thread in threads:
                thread.join(STOP_SECONDS)
