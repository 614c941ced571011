"""The unprivileged account that the servers run under when we are root.

Elasticsearch refuses to run as root, and MongoDB needs nothing of root either.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.errors import SetupError

NAME = "broadsheet"
SPARE = "nobody"


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    def popen_options(self) -> dict[str, Any]:
        """Arguments of subprocess.Popen that start a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "umask": 0o077}

    def own(self, path: Path) -> None:
        """Make the account the owner of a folder and everything in it."""
        for folder, _, files in os.walk(path):
            for name in (".", *files):
                os.chown(Path(folder, name), self.uid, self.gid, follow_symlinks=False)

    def can(self, test: str, path: Path) -> bool:
        """Whether `test -r`, `-w` or `-x` of a path holds for the account, according to the system itself."""
        command = ["/bin/sh", "-c", 'test "$0" "$1"', test, str(path)]
        asked = subprocess.run(command, cwd="/", check=False, **self.popen_options())
        return asked.returncode == 0


def for_servers() -> Account | None:
    """The account to start the servers as, or None when we are not root and they can run as we do."""
    if os.geteuid() != 0:
        return None
    found = look_up(NAME) or create() or look_up(SPARE)
    if found is None:
        raise SetupError(
            "Elasticsearch refuses to run as root, and this system has no account to run it as instead.",
            f"Make one with `useradd --system {NAME}`, or run this as an ordinary user.",
        )
    return found


def look_up(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name, entry.pw_uid, entry.pw_gid)


def create() -> Account | None:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        subprocess.run([*command, "--shell", "/usr/sbin/nologin", NAME], check=False, capture_output=True)
    except FileNotFoundError:
        return None
    return look_up(NAME)
