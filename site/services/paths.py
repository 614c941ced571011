"""Where the servers' programs, data and logs are kept between runs."""

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from services.account import Account
from services.errors import SetupError

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_PROFILE = "run"
OUTSIDE = Path("/var/tmp")  # noqa: S108  # kept over restarts; the folder made in it is checked
PROFILE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
RESERVED_NAMES = frozenset({"dist", "env", "maven"})


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of one checkout: `local` is its .services, `base` holds what the servers' account must reach."""

    root: Path
    local: Path
    base: Path

    @property
    def dist(self) -> Path:
        return self.base / "dist"

    @property
    def secret_key(self) -> Path:
        return self.local / "secret_key"

    def profile(self, name: str) -> Path:
        """The folder of one set of data; profiles keep tests away from what a reader sees."""
        return self.base / self._checked(name)

    def _checked(self, name: str) -> str:
        if not PROFILE_NAME.fullmatch(name) or name in RESERVED_NAMES:
            raise SetupError(f"{name!r} cannot be the name of a profile.", "Use small letters, digits and hyphens.")
        return name

    def open_profile(self, name: str) -> Path:
        """Make that folder and let the servers' account through it, whatever the umask."""
        folder = self.profile(name)
        (self.local / self._checked(name)).mkdir(parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        return folder

    def env_file(self, profile: str) -> Path:
        return self.local / "env" if profile == DEFAULT_PROFILE else self.local / profile / "env"

    def lock_file(self, profile: str) -> Path:
        return self.local / self._checked(profile) / "lock"


def layout(account: Account | None, root: Path = ROOT) -> Layout:
    """The folders for a checkout; makes them when they are missing."""
    local = root / ".services"
    local.mkdir(exist_ok=True)
    if account is None or account.can("-x", local):
        return Layout(root, local, local)
    return Layout(root, local, make_outside(root, account))


def outside(root: Path) -> Path:
    """The folder for the servers of a checkout that their account cannot reach; made only when it is needed."""
    return OUTSIDE / f"broadsheet-{hashlib.sha256(str(root).encode()).hexdigest()[:12]}"


def is_trusted(folder: Path) -> bool:
    """Whether root made this folder: anybody may write to /var/tmp, and put a link or a folder there first."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == 0


def make_outside(root: Path, account: Account) -> Path:
    """Make that folder, open to root and the account only."""
    base = outside(root)
    base.mkdir(mode=0o700, exist_ok=True)
    if not is_trusted(base):
        raise SetupError(f"{base} belongs to somebody else.", "Remove it and run this again.")
    os.chown(base, 0, account.gid)
    base.chmod(0o710)
    return base
