"""The programs that set things up: pip, Maven, npm and the like."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from services.errors import CONTAINERS, SetupError, full_disk
from services.processes import groups, logs, spawning, waiting

SHOWN_LINES = 12


@dataclass(frozen=True, slots=True)
class Tool:
    """A required program, with the purpose and the remedy that are reported when it is missing."""

    name: str
    purpose: str
    install: str


MAVEN = Tool("mvn", "Maven fetches Elasticsearch", "Install it (`apt-get install maven`)")
NODE = Tool("node", "Node builds the stylesheet", "Install Node 20 or later with npm")
NPM = Tool("npm", "npm fetches what builds the stylesheet", "Install Node 20 or later with npm")


def require(tool: Tool, path: str | None = None) -> str:
    """The path of a tool; a SetupError when it is not there."""
    found = shutil.which(tool.name, path=path)
    if found is None:
        raise SetupError(
            f"{tool.purpose}, and there is no `{tool.name}` on the path.", f"{tool.install}; {CONTAINERS}."
        )
    return found


def run(
    command: Sequence[str],
    *,
    what: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    tick: Callable[[], None] | None = None,
) -> None:
    """Run a tool silently; when it fails, raise a SetupError that quotes the end of its output."""
    with tempfile.TemporaryFile() as output:
        process = spawning.spawn(command, cwd=cwd, env=env, output=output)
        try:
            while not waiting.until(lambda: process.poll() is not None, timeout=60.0, tick=tick):
                pass
        except BaseException:
            groups.end(process, grace=5.0)
            raise
        if process.returncode == 0:
            return
        output.seek(0)
        text = logs.ANSI.sub("", output.read().decode(errors="replace"))
    if logs.DISK_FULL.search(text):
        raise full_disk(cwd)
    end = "\n".join(f"    {line}" for line in text.strip().splitlines()[-SHOWN_LINES:])
    raise SetupError(f"{what} failed (exit code {process.returncode}):\n{end}\n", hint_for(command))


def require_space(folder: Path, needed: int, what: str) -> None:
    """Raise a SetupError unless `needed` bytes are free for something that is about to be fetched."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise SetupError(
            f"{what} needs {needed / 1e9:.1f} GB in {folder}, and only {free / 1e9:.1f} GB are free: "
            "the disk is too full.",
            "Free some space and run it again.",
        )


def remove(folder: Path) -> None:
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)


def hint_for(command: Sequence[str]) -> str:
    return f"Run `{subprocess.list2cmdline(command)}` to see all of its output. Is the network there?"
