"""A command of the site as a process of its own: when it said what, and how much memory it had."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic, sleep

import psutil

from bench import ROOT

EVERY = 0.05  # seconds between two looks
ENDS = 10.0  # seconds that a process has to end


@dataclass
class Watched:
    process: subprocess.Popen[str]
    said: list[tuple[float, str]] = field(default_factory=list)
    memory: list[tuple[float, int]] = field(default_factory=list)  # (moment, bytes)

    def listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append((monotonic(), line))

    def weigh(self) -> None:
        with suppress(psutil.Error):
            process = psutil.Process(self.process.pid)
            while self.process.poll() is None:
                self.memory.append((monotonic(), process.memory_info().rss))
                sleep(EVERY)

    def moment_of(self, words: str) -> float | None:
        """Return when it said this; None when it has not yet. Raises RuntimeError when it has ended without."""
        ended = self.process.poll()
        if found := next((moment for moment, line in self.said if words in line), None):
            return found
        if ended:
            raise RuntimeError(f"it ended with code {ended}: " + "".join(line for _, line in self.said[-5:]))
        return None

    def wait_for(self, words: str) -> float:
        while (moment := self.moment_of(words)) is None:
            sleep(EVERY)
        return moment

    def peak(self, since: float, until: float) -> float:
        """Return the most memory between two moments, in MB."""
        return max(size for moment, size in self.memory if since <= moment <= until) / 2**20


@contextmanager
def command(*words: str) -> Iterator[Watched]:
    """Run `manage.py` with these words beside the block, and end it with the block."""
    arguments = [sys.executable, "manage.py", *words]
    with subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        watched = Watched(process)
        threads = [threading.Thread(target=each, daemon=True) for each in (watched.listen, watched.weigh)]
        for thread in threads:
            thread.start()
        try:
            yield watched
        finally:
            process.terminate()
            try:
                process.wait(ENDS)
            except subprocess.TimeoutExpired:
                process.kill()
            for thread in threads:
                thread.join(ENDS)
