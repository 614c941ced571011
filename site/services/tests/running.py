"""`python -m services …` as a process of its own, as make starts it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from services import paths
from services.processes import waiting


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(paths.ROOT / "site")}


def execute(profile: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command beside the profile's servers and wait for its end."""
    return subprocess.run(
        [sys.executable, "-m", "services", "exec", "--profile", profile, "--", *words],
        cwd=paths.ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@dataclass(frozen=True)
class Run:
    process: subprocess.Popen[bytes]
    output: Path

    @property
    def text(self) -> str:
        return self.output.read_text()

    def wait_for(self, text: str, seconds: float = 90) -> None:
        def settled() -> bool:
            return text in self.text or self.process.poll() is not None

        assert waiting.until(settled, timeout=seconds), self.text
        assert text in self.text, self.text

    def family(self) -> list[psutil.Process]:
        """Every process that it has started so far."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def living(self) -> list[tuple[psutil.Process, str]]:
        """The family with the command of each, parents first, without those that end meanwhile."""
        found = []
        for one in self.family():
            with suppress(psutil.Error):
                found.append((one, " ".join(one.cmdline())))
        return found

    def child(self, word: str) -> psutil.Process | None:
        """The first living process of the family with that word in its command."""
        return next((one for one, command in self.living() if word in command), None)


@contextmanager
def services(*words: str, **environ: str) -> Iterator[Run]:
    """A run, ended at the end of the test with everything that it started."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        with output.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "services", *words],
                cwd=paths.ROOT,
                env={**environment(), **environ},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        try:
            yield Run(process, output)
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(timeout=60)


def all_gone(family: list[psutil.Process], seconds: float = 30) -> bool:
    """Whether all of them end in time; a zombie counts as ended."""

    def gone() -> bool:
        return not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family)

    return waiting.until(gone, timeout=seconds)
