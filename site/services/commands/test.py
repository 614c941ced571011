"""`test`: the set-up, the linters, every test, and one line that counts them."""

import argparse
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from services.commands import lint
from services.processes import foreground, groups, site_processes, spawning
from services.processes.stopping import Stopping
from services.progress import Progress
from services.servers import profiles
from services.servers.prerequisites import detect
from services.setup import browser, proxy, stylesheet

PROFILE = "test"
SETTINGS = "config.settings.test"
SERVICES = "site/services"
EPILOG = "All other arguments go to pytest, as does the variable PYTEST."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EPILOG


def main(options: argparse.Namespace, progress: Progress, stopping: Stopping) -> int:
    return test(options.rest, progress, stopping)


@dataclass(frozen=True, slots=True)
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def test(chosen: Sequence[str], progress: Progress, stopping: Stopping) -> int:
    """Run everything, or without the linters the chosen tests (arguments of pytest, here or in PYTEST)."""
    words = [*chosen, *shlex.split(os.environ.get("PYTEST", ""))]
    if words:
        stylesheet.require_tools()
    else:
        stylesheet.require_node()  # for the linters
    prerequisites = detect()
    count = Count()

    def meanwhile() -> None:
        nonlocal count
        stylesheet.build(progress)
        if not words:
            count += Count(failed=lint.run_all(progress))

    found = browser.ensure(progress)
    proxy.ensure(progress)
    with profiles.servers_for(prerequisites, PROFILE, progress, stopping, meanwhile) as addresses:
        env = {**site_processes.environment(addresses, SETTINGS), **found}
        if not words:
            count += Count(failed=lint.run([lint.migrations_linter()], progress, env))
        folder = prerequisites.layout.local / PROFILE
        if words:
            count += run_pytest(words, folder / "junit.xml", env, stopping)
        else:
            count += run_all(folder, env, stopping)
    print(count, flush=True)
    return 1 if count.failed else 0


def run_all(folder: Path, env: Mapping[str, str], stopping: Stopping) -> Count:
    """Run all tests, those of the services beside the others: they share nothing, and mostly wait for their servers."""
    report, log = folder / "services.xml", folder / "services.log"
    command = ["nice", "-n", "10", *pytest_command([SERVICES], report)]
    with log.open("wb") as output:
        beside = spawning.spawn(command, env=foreground.environment(env), output=output)
    try:
        others = run_pytest([f"--ignore={SERVICES}"], folder / "junit.xml", env, stopping)
        if not stopping.requests:
            foreground.wait_for(beside, stopping)
    finally:
        groups.end(beside)
    print(log.read_text(errors="replace"), flush=True)
    return others + counted(report, beside.returncode)


def run_pytest(words: Sequence[str], report: Path, env: Mapping[str, str], stopping: Stopping) -> Count:
    code = foreground.run(pytest_command(words, report), env, stopping)
    return counted(report, code)


def pytest_command(words: Sequence[str], report: Path) -> list[str]:
    """The command that writes this report anew."""
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    # `make chaos` runs the long fault tests. A marker expression among the words replaces this one.
    return [sys.executable, "-m", "pytest", "-m", "not chaos", f"--junitxml={report}", *words]


def counted(report: Path, code: int) -> Count:
    """The counts of pytest's report. An exit code that the report does not explain counts as one more failure."""
    try:
        suites = list(ET.parse(report).getroot().iter("testsuite"))  # noqa: S314  # pytest has just written it
    except (OSError, ET.ParseError):
        return Count(failed=1)
    failed = sum(int(suite.get("failures", 0)) + int(suite.get("errors", 0)) for suite in suites)
    skipped = sum(int(suite.get("skipped", 0)) for suite in suites)
    every = sum(int(suite.get("tests", 0)) for suite in suites)
    unexplained = code != 0 and failed == 0
    return Count(max(0, every - failed - skipped), failed + unexplained, skipped)
