"""`lint`: the linters, each a command that fails when it finds something."""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from services import paths
from services.processes import groups, spawning
from services.processes.stopping import Stopping
from services.progress import Progress

BIN = Path(sys.executable).parent
TEMPLATES = ("catalog", "search", "theme/templates")


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """It has none."""


def main(_options: argparse.Namespace, progress: Progress, _stopping: Stopping) -> int:
    """Run the linters alone; none of them needs a server."""
    failed = run_all(progress)
    progress.report(f"{failed} linter(s) failed." if failed else "The linters found nothing.")
    return 1 if failed else 0


@dataclass(frozen=True, slots=True)
class Linter:
    name: str
    command: tuple[str, ...]


def static_linters() -> Iterator[Linter]:
    """The linters that need no server."""
    yield program("ruff", "check", "--quiet", ".")
    yield program("ruff", "format", "--check", "--quiet", ".")
    yield program("mypy")
    yield program("djlint", "--check", "--quiet", *TEMPLATES)
    yield program("djlint", "--lint", "--quiet", *TEMPLATES)
    yield program("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml")
    yield program("hadolint", "Dockerfile")
    yield Linter("sh -n bootstrap.sh", ("sh", "-n", "site/services/bootstrap.sh"))
    for script in sorted((paths.ROOT / "static").rglob("*.js")):
        yield Linter(f"node --check {script.name}", ("node", "--check", str(script)))


def migrations_linter() -> Linter:
    """The linter that compares models with migrations; it asks the database which of them were applied."""
    words = ("manage.py", "makemigrations", "--check", "--dry-run")
    return Linter("makemigrations --check", (sys.executable, *words))


def run(linter: Linter, progress: Progress, env: Mapping[str, str] | None = None) -> bool:
    """Run a linter, show what it found, and return whether it found nothing."""
    process = spawning.spawn(linter.command, cwd=paths.ROOT, env={**os.environ, **(env or {})}, output=subprocess.PIPE)
    try:
        output, _ = process.communicate()
    except BaseException:
        groups.end(process, grace=2.0)
        raise
    if process.returncode == 0:
        progress.report(f"  ✓ {linter.name}")
        return True
    progress.report(f"  ✗ {linter.name} (exit code {process.returncode})\n{output.decode(errors='replace')}")
    return False


def run_all(progress: Progress) -> int:
    """How many of the static ones failed."""
    return sum(not run(linter, progress) for linter in static_linters())


def program(name: str, *options: str) -> Linter:
    """A linter of this environment, whatever is on the path."""
    return Linter(" ".join((name, *options[:1])), (str(BIN / name), *options))
