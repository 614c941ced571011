"""Finding a Java that Elasticsearch can run on."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from services.account import Account
from services.errors import CONTAINERS, SetupError

OLDEST = 21
SYSTEM_FOLDER = Path("/usr/lib/jvm")
VERSION = re.compile(r'JAVA_VERSION="(\d+)|version "(\d+)')
INSTALL = (
    f"Install a JDK of {OLDEST} or later (your system's openjdk-{OLDEST}-jdk-headless or newer, or Eclipse "
    "Temurin) and set JAVA_HOME when it is in another place"
)


@dataclass(frozen=True, slots=True)
class Java:
    home: Path
    version: int


def find(account: Account | None, environ: Mapping[str, str] = os.environ, folder: Path | None = None) -> Java:
    """The first Java that is new enough and that the servers' account can run; a SetupError when there is none."""
    found = [java for home in candidates(environ, folder or SYSTEM_FOLDER) if (java := inspect(home))]
    new = [java for java in found if java.version >= OLDEST]
    for java in new:
        if account is None or account.can("-x", java.home / "bin" / "java"):
            return java
    if new and account:
        raise SetupError(
            f"Java {new[0].version} in {new[0].home} is out of reach of the account "
            f"{account.name}, which runs Elasticsearch because that refuses to run as root.",
            "Install a JDK for the whole system, or run this as the user that has this one.",
        )
    if found:
        newest = max(found, key=lambda java: java.version)
        raise SetupError(
            f"Elasticsearch needs Java {OLDEST} or later, and the newest found here is "
            f"{newest.version} ({newest.home}).",
            f"{INSTALL}; {CONTAINERS}.",
        )
    raise SetupError("Elasticsearch needs Java, and there is none here.", f"{INSTALL}; {CONTAINERS}.")


def candidates(environ: Mapping[str, str], folder: Path) -> Iterator[Path]:
    if environ.get("JAVA_HOME"):
        yield Path(environ["JAVA_HOME"])
    on_path = shutil.which("java", path=environ.get("PATH", ""))
    if on_path:
        yield Path(on_path).resolve().parent.parent
    if folder.is_dir():
        yield from sorted(home for home in folder.iterdir() if home.is_dir())


def inspect(home: Path) -> Java | None:
    """The Java in a folder, or None. Its `release` file gives the version without starting it."""
    if not os.access(home / "bin" / "java", os.X_OK):
        return None
    try:
        text = (home / "release").read_text()
    except OSError:
        asked = subprocess.run([home / "bin" / "java", "-version"], capture_output=True, check=False)
        text = asked.stderr.decode(errors="replace")
    version = VERSION.search(text)
    return Java(home, int(version[1] or version[2])) if version else None
