"""The built stylesheet and scripts, rebuilt when one of their sources is newer."""

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
TSC = SOURCE / "node_modules" / "typescript" / "bin" / "tsc"
STATIC = paths.ROOT / "theme" / "static"
STYLES = (STATIC / "css" / "styles.css", STATIC / "css" / "admin.css")
BUILT = (*STYLES, STATIC / "js" / "search.js", STATIC / "js" / "keys.js")
TEMPLATES = ("catalog/templates", "search/templates", "theme/templates")
LOCK = paths.ROOT / ".services" / "stylesheet.lock"
WATCHED = frozenset({".css", ".html", ".ts", ".json"})
# What `make dev` runs: the script of package.json for each.
WATCHERS = {
    "The stylesheet's watcher": "start",
    "The watcher of the admin's stylesheet": "start:admin",
    "The scripts' watcher": "start:scripts",
}


def is_stale() -> bool:
    """Whether a source is newer than they are. Templates are sources: Tailwind reads them for the classes they use."""
    if not all(file.exists() for file in BUILT):
        return True
    built = min(file.stat().st_mtime for file in BUILT)
    return any(file.stat().st_mtime > built for file in sources())


def require_tools() -> None:
    """Raise a SetupError when the stylesheet has to be built and Node is missing."""
    if is_stale():
        require_node()


def require_node() -> None:
    tools.require(tools.NODE)
    tools.require(tools.NPM)


def build(progress: Progress, *, watched: bool = False) -> None:
    """Build them when they are stale; `watched` installs the tools in any case.

    Two runs at once take turns, as both would write the same node_modules.
    """
    tick = progress.waiting_tick("another run of this checkout builds the stylesheet")
    with locking.waited_for(LOCK, tick):
        stale = is_stale()
        if stale or watched:
            install_packages(progress)
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
        for file in BUILT:
            file.touch()  # Tailwind does not write a file whose text stays the same, which would then stay stale


def install(progress: Progress) -> None:
    """Install the packages of theme/static_src: Tailwind, esbuild and the TypeScript compiler."""
    with locking.waited_for(LOCK, progress.waiting_tick("another run of this checkout installs npm packages")):
        install_packages(progress)


def install_packages(progress: Progress) -> None:
    """Run `npm ci` when the lock file is newer than what is installed."""
    wanted, done = SOURCE / "package-lock.json", SOURCE / "node_modules" / ".package-lock.json"
    if done.exists() and done.stat().st_mtime >= wanted.stat().st_mtime:
        return
    with progress.waiting("Tailwind and TypeScript are being fetched") as tick:
        tools.run(
            [tools.require(tools.NPM), "ci", "--no-audit", "--no-fund"],
            what="Fetching Tailwind and TypeScript with npm",
            cwd=SOURCE,
            tick=tick,
        )


def watch_command(script: str) -> list[str]:
    """The program of `npm run SCRIPT`, without what would leave it running when we are killed.

    That is npm, and esbuild's script of Node, which only starts the program of this platform.
    """
    command = json.loads((SOURCE / "package.json").read_text())["scripts"][script]
    name, *options = shlex.split(command)
    modules = SOURCE / "node_modules"
    program = next(modules.glob(f"@{name}/*/bin/{name}"), modules / ".bin" / name)
    return [str(program), *options]


def sources() -> Iterator[Path]:
    yield SOURCE / "package-lock.json"
    folders = [SOURCE / "src", SOURCE / "scripts", *(paths.ROOT / folder for folder in TEMPLATES)]
    for folder in folders:
        yield from (file for file in folder.rglob("*") if file.suffix in WATCHED)
