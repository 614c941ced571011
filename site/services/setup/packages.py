"""Programs that the tests need and the system's packages have."""

import os
import shutil
from collections.abc import Sequence

from services import paths
from services.progress import Progress
from services.setup import tools


def find(*names: str) -> str | None:
    """Return the first of these programs that is on the path."""
    return next((found for name in names if (found := shutil.which(name))), None)


def install(package: str, progress: Progress) -> None:
    """Install a package where we may, which is as root on Debian; elsewhere do nothing."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands: Sequence[Sequence[str]] = (["update"], ["install", "--yes", "--no-install-recommends", package])
    with progress.waiting(f"{package.capitalize()} is being installed by apt-get") as tick:
        for words in commands:
            tools.run([apt, *words], what=f"Installing {package}", cwd=paths.ROOT, env=env, tick=tick)
