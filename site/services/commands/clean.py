"""`clean`: remove everything that was set up in this checkout, the servers' data too.

bootstrap.sh runs it without an environment, which it removes: it imports nothing but the standard library.
"""

import argparse
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from services import paths
from services.errors import SetupError
from services.processes import locking
from services.processes.stopping import Stopping
from services.progress import Progress

# What .gitignore lists as made again by the set-up, relative to the checkout.
MADE = (
    ".services",
    ".cache",
    "theme/static_src/node_modules",
    "theme/static/css",
    "theme/static/js",
    "staticfiles",
    "test-results",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
)


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """It has none."""


def main(_options: argparse.Namespace, progress: Progress, _stopping: Stopping) -> int:
    try:
        clean(paths.ROOT, progress)
    except PermissionError as error:
        raise SetupError(f"{error.filename} cannot be removed: {error.strerror}.", "Another user made it.") from error
    return 0


def clean(root: Path, progress: Progress) -> None:
    """Remove it all, a line each; a SetupError when a run of this checkout still uses it."""
    with ExitStack() as locks:
        # Held until the end, so that no run begins in the middle.
        for file in lock_files(root):
            message = f"This checkout is in use: a run holds {file}"
            locks.enter_context(locking.held(file, message, "Stop it first (Ctrl-C in its terminal)."))
        found = [folder for folder in made(root) if folder.is_symlink() or folder.exists()]
        for folder in found:
            progress.report(f"Removing {folder} ({megabytes(folder):,.0f} MB)")
            remove(folder)
        compiled = [folder for folder in bytecode(root) if folder.exists()]
        if compiled:
            progress.report(f"Removing {len(compiled)} folders of compiled Python")
        for folder in compiled:
            remove(folder)
    if not found and not compiled:
        progress.report("There is nothing to remove.")


def made(root: Path) -> Iterator[Path]:
    """The folders that the set-up makes, there or not."""
    outside = paths.outside(root)
    if os.geteuid() == 0 and outside.is_dir() and paths.is_trusted(outside):
        yield outside
    yield from (root / name for name in MADE)


def bytecode(root: Path) -> list[Path]:
    """The `__pycache__` folders of the sources."""
    return list(root.rglob("__pycache__"))


def lock_files(root: Path) -> list[Path]:
    """Every lock that a run or a set-up of this checkout may hold."""
    return [
        file
        for base in (root / ".services", paths.outside(root))
        for file in sorted([*base.glob("*.lock"), *base.glob("*/lock")])
    ]


def megabytes(path: Path) -> float:
    """The size of the files in a folder, in MB; links are not followed."""
    files = (Path(folder, name) for folder, _, names in os.walk(path) for name in names)
    return sum(file.lstat().st_size for file in files) / 1e6


def remove(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    else:
        shutil.rmtree(path)
