"""The built stylesheet: made again when what it is made from is newer."""

import json
import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from services import paths
from services.processes import locking
from services.progress import Progress
from services.setup import tools

SOURCE = paths.ROOT / "theme" / "static_src"
BUILT = paths.ROOT / "theme" / "static" / "css" / "styles.css"
TEMPLATES = ("catalog/templates", "search/templates", "theme/templates", "static")
WATCHED = frozenset({".css", ".html", ".js", ".json"})


def is_stale() -> bool:
    """Whether a source of it is newer than it is; Tailwind reads the templates for the classes they name."""
    if not BUILT.exists():
        return True
    built = BUILT.stat().st_mtime
    return any(file.stat().st_mtime > built for file in _sources())


def require_tools() -> None:
    """Look for Node before anything is fetched, unless nothing needs it."""
    if is_stale():
        require_node()


def require_node() -> None:
    tools.require(tools.NODE)
    tools.require(tools.NPM)


def build(progress: Progress, *, watched: bool = False) -> None:
    """Make it if it is stale; who wants it watched needs its tools in any case.

    Two runs at once take turns: both would write the same node_modules.
    """
    tick = progress.waiting_tick("another run of this checkout builds the stylesheet")
    with locking.waited_for(paths.ROOT / ".services" / "stylesheet.lock", tick):
        stale = is_stale()
        if stale or watched:
            install(progress)
        if not stale:
            return
        with progress.waiting("The stylesheet is being built") as tick:
            tools.run(
                [sys.executable, "manage.py", "tailwind", "build"],
                what="Building the stylesheet",
                cwd=paths.ROOT,
                env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev"},
                tick=tick,
            )
        BUILT.touch()  # Tailwind leaves a file alone whose text stays the same, and it would stay stale


def install(progress: Progress) -> None:
    """`npm ci` when the lock file is newer than what it put there."""
    wanted, done = SOURCE / "package-lock.json", SOURCE / "node_modules" / ".package-lock.json"
    if done.exists() and done.stat().st_mtime >= wanted.stat().st_mtime:
        return
    with progress.waiting("Tailwind is being fetched") as tick:
        tools.run(
            [tools.require(tools.NPM), "ci", "--no-audit", "--no-fund"],
            what="Fetching Tailwind with npm",
            cwd=SOURCE,
            tick=tick,
        )


def watch_command() -> list[str]:
    """The program that `npm run start` runs, without npm: that leaves it behind when we are killed."""
    script = json.loads((SOURCE / "package.json").read_text())["scripts"]["start"]
    name, *options = shlex.split(script)
    return [str(SOURCE / "node_modules" / ".bin" / name), *options]


def _sources() -> Iterator[Path]:
    yield SOURCE / "package-lock.json"
    folders = [SOURCE / "src", *(paths.ROOT / folder for folder in TEMPLATES)]
    for folder in folders:
        yield from (file for file in folder.rglob("*") if file.suffix in WATCHED)
