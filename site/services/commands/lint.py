"""`lint`: the linters, each a command that fails when it finds something. They run side by side."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from services import paths
from services.processes import groups, spawning, waiting
from services.processes.stopping import Stopping
from services.progress import Progress
from services.setup import stylesheet, tools

BIN = Path(sys.executable).parent
TEMPLATES = ("catalog", "search", "site/accounts/templates", "theme/templates")
AT_ONCE = os.cpu_count() or 1


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """It has none."""


def main(_options: argparse.Namespace, progress: Progress, _stopping: Stopping) -> int:
    failed = run_all(progress)
    progress.report(f"{failed} linter(s) failed." if failed else "The linters found nothing.")
    return 1 if failed else 0


@dataclass(frozen=True, slots=True)
class Linter:
    name: str
    command: tuple[str, ...]


@dataclass(slots=True)
class Job:
    """A linter that runs. Its output goes to a file: a pipe that nobody reads would stop it when full."""

    linter: Linter
    output: IO[bytes]
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self, env: Mapping[str, str]) -> None:
        self.process = spawning.spawn(self.linter.command, cwd=paths.ROOT, env=env, output=self.output)

    def report(self, progress: Progress) -> bool:
        """Report the end of the linter; returns whether it found nothing."""
        self.output.seek(0)
        text = self.output.read().decode(errors="replace")
        code = self.process.returncode
        name = self.linter.name
        progress.report(f"  ✗ {name} (exit code {code})\n{text}" if code else f"  ✓ {name}")
        return code == 0


def static_linters() -> Iterator[Linter]:
    """The linters that need no server, the slow ones first."""
    yield program("mypy")
    yield Linter("tsc", (tools.require(tools.NODE), str(stylesheet.TSC), "--project", str(stylesheet.SOURCE)))
    yield program("djlint", "--check", "--quiet", *TEMPLATES)
    yield program("djlint", "--lint", "--quiet", *TEMPLATES)
    yield Linter("lint-imports", (str(BIN / "lint-imports"), "--no-logo", "--cache-dir", ".cache/import-linter"))
    yield program("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml")
    yield program("ruff", "check", "--quiet", ".")
    yield program("ruff", "format", "--check", "--quiet", ".")
    yield program("hadolint", "Dockerfile")
    yield Linter("sh -n bootstrap.sh", ("sh", "-n", "site/services/bootstrap.sh"))


def migrations_linter() -> Linter:
    """The linter that compares models with migrations; it asks the database which of them were applied."""
    return Linter("makemigrations --check", (sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"))


def run_all(progress: Progress) -> int:
    """Install what the linters need, run the static ones, and return how many failed."""
    stylesheet.install(progress)
    return run(static_linters(), progress)


def run(linters: Iterable[Linter], progress: Progress, env: Mapping[str, str] | None = None) -> int:
    """Run linters, as many at once as there are processors; show what they found and return how many failed."""
    failed = 0
    running: list[Job] = []
    with ExitStack() as stack:
        pending = [Job(linter, stack.enter_context(tempfile.TemporaryFile())) for linter in linters]
        stack.callback(end_all, running)
        while pending or running:
            while pending and len(running) < AT_ONCE:
                job = pending.pop(0)
                job.start({**os.environ, **(env or {})})
                running.append(job)
            waiting.pause(0.02)
            for job in [job for job in running if job.process.poll() is not None]:
                running.remove(job)
                failed += not job.report(progress)
    return failed


def end_all(jobs: list[Job]) -> None:
    for job in jobs:
        groups.end(job.process, grace=2.0)


def program(name: str, *options: str) -> Linter:
    """A linter of this environment, whatever is on the path."""
    return Linter(" ".join((name, *options[:1])), (str(BIN / name), *options))
