"""A copy of what a fresh checkout holds, and a path with only the tools that a test allows."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from services import account, paths

# What the set-up always needs of a system, without looking for it by name.
ALWAYS = ("sh", "dirname", "cksum", "cat", "test", "useradd", "tail", "rm")


@dataclass(frozen=True)
class Checkout:
    root: Path
    bin: Path

    def allow(self, *names: str) -> None:
        for name in names:
            found = shutil.which(name)
            if found and not (self.bin / name).exists():
                (self.bin / name).symlink_to(found)

    def fake(self, path: Path, script: str) -> Path:
        """An executable that misbehaves as a test needs it to."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    def services(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """`python -m services` of the copy, without any of our own variables."""
        env = {"PATH": str(self.bin), "PYTHONPATH": str(self.root / "site"), **environ}
        command = [sys.executable, "-m", "services", *words]
        return subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, check=False, timeout=120)

    def bootstrap(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = ["/bin/sh", str(self.root / "site/services/bootstrap.sh"), *words]
        return subprocess.run(
            command, env={"PATH": str(self.bin)}, capture_output=True, text=True, check=False, timeout=120
        )

    def base(self) -> Path:
        """The folder of its servers' files, outside when the checkout is closed to their account."""
        return paths.layout(account.for_servers(), self.root).base


def make(folder: Path) -> Checkout:
    root = folder / "checkout"
    unwanted = shutil.ignore_patterns("__pycache__", "tests", "node_modules")
    for name in ("site/services", "site/config", "requirements", "theme/static_src"):
        shutil.copytree(paths.ROOT / name, root / name, ignore=unwanted)
    checkout = Checkout(root, folder / "bin")
    checkout.bin.mkdir()
    checkout.allow(*ALWAYS)
    return checkout


def remove_outside(checkout: Checkout) -> None:
    if os.geteuid() == 0:
        base = checkout.base()
        if base != checkout.root / ".services":
            shutil.rmtree(base)
