"""The browser that the end-to-end tests drive."""

import os
import subprocess
import sys
from pathlib import Path

from services import paths
from services.errors import SetupError
from services.progress import Progress
from services.setup import packages, tools

VARIABLE = "BROADSHEET_CHROMIUM"  # read by e2e/; when it is unset, playwright uses the browser that it installed
ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def ensure(progress: Progress) -> dict[str, str]:
    """Find or install a browser; returns the variable that leads e2e to it."""
    found = os.environ.get(VARIABLE) or find_on_path()
    if found is None and not is_installed_by_playwright() and not install_with_playwright(progress):
        found = install_with_apt(progress)
    return {} if found is None else {VARIABLE: found}


def find_on_path() -> str | None:
    return packages.find(*ON_PATH)


def is_installed_by_playwright() -> bool:
    code = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return asked.returncode == 0 and Path(asked.stdout.strip()).exists()


def install_with_playwright(progress: Progress) -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        with progress.waiting("Chromium is being fetched by playwright") as tick:
            tools.run(command, what="Fetching Chromium", cwd=paths.ROOT, tick=tick)
    except SetupError:
        return False
    return True


def install_with_apt(progress: Progress) -> str:
    packages.install("chromium", progress)
    found = find_on_path()
    if found is None:
        raise SetupError(
            "The end-to-end tests need Chromium, and it is not on the path and could not be installed.",
            "Install it (`apt-get install chromium`) and run this again.",
        )
    return found
