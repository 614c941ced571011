"""`make test`: set-up, linters, every test, and one line that counts them."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from services import browser, commands, linting, pair, site_processes, stylesheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from services.progress import Progress
    from services.stopping import Stopping

PROFILE: Final = "test"
SETTINGS: Final = "config.settings.test"


@dataclass(frozen=True)
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def test(chosen: Sequence[str], progress: Progress, stopping: Stopping) -> int:
    """Every test, or those chosen (paths and pytest options; also from PYTEST), which skips the linters."""
    words = [*chosen, *shlex.split(os.environ.get("PYTEST", ""))]
    stylesheet.require_tools()
    ground = pair.look_around()
    count = Count()

    def meanwhile() -> None:
        nonlocal count
        stylesheet.build(progress)
        if not words:
            count += Count(failed=linting.run_all(progress))

    found = browser.ensure(progress)
    with commands.servers_for(ground, PROFILE, progress, stopping, meanwhile) as addresses:
        env = {**site_processes.environment(addresses, SETTINGS), **found}
        if not words and not linting.run(linting.migrations_linter(), progress, env):
            count += Count(failed=1)
        count += run_pytest(words, ground.layout.local / PROFILE / "junit.xml", env, stopping)
    print(count, flush=True)
    return 1 if count.failed else 0


def run_pytest(words: Sequence[str], report: Path, env: Mapping[str, str], stopping: Stopping) -> Count:
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    # The long fault tests have a target of their own; a marker expression given by hand replaces this.
    command = [sys.executable, "-m", "pytest", "-m", "not chaos", f"--junitxml={report}", *words]
    code = commands.run_beside(command, env, stopping)
    return counted(report, code)


def counted(report: Path, code: int) -> Count:
    """What pytest's report tells. An end that the report does not explain counts as one failure more."""
    try:
        suites = list(ET.parse(report).getroot().iter("testsuite"))  # noqa: S314 - ours, just written
    except (OSError, ET.ParseError):
        return Count(failed=1)
    failed = sum(int(suite.get("failures", 0)) + int(suite.get("errors", 0)) for suite in suites)
    skipped = sum(int(suite.get("skipped", 0)) for suite in suites)
    every = sum(int(suite.get("tests", 0)) for suite in suites)
    unexplained = code != 0 and failed == 0
    return Count(max(0, every - failed - skipped), failed + unexplained, skipped)
