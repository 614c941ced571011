"""The programs that look at the dependencies, in an environment of their own: nothing of the site needs them."""

import hashlib
import sys
from pathlib import Path

from services import paths
from services.progress import Progress
from services.setup import tools

REQUIREMENTS = paths.ROOT / "requirements" / "supply.txt"


def environment(progress: Progress) -> Path:
    """Return the folder of the programs; make the environment when it is missing or out of date."""
    home = paths.layout(None).local / "supply"
    marker = home / "requirements"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    programs = home / "venv" / "bin"
    if not marker.is_file() or marker.read_text(encoding="ascii") != wanted:
        tools.remove(home)
        home.mkdir(parents=True)
        pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        with progress.waiting("What looks at the dependencies is being installed (once)") as tick:
            made = [sys.executable, "-m", "venv", str(home / "venv")]
            tools.run(made, what="Making the environment", cwd=paths.ROOT, tick=tick)
            install = [*pip, "--require-hashes", "--requirement", str(REQUIREMENTS)]
            tools.run(install, what="Installing them", cwd=paths.ROOT, tick=tick)
        marker.write_text(wanted, encoding="ascii")
    return programs
