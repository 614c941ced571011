"""The systems for which there are embedded servers."""

import os
import platform
import sys

from services.errors import CONTAINERS, VARIABLES, SetupError


def refuse_unsupported() -> None:
    """Raise a SetupError unless this is Linux on x86-64 with glibc, the only system that the MongoDB program is for."""
    system = {"darwin": "macOS", "win32": "Windows", "linux": "Linux"}.get(sys.platform, sys.platform)
    machine = platform.machine()
    if sys.platform == "linux" and machine in {"x86_64", "amd64"}:
        if has_glibc():
            return
        machine = f"{machine} with another C library than glibc"
    raise SetupError(
        f"There is no embedded MongoDB and Elasticsearch for {system} on {machine}.",
        f"{CONTAINERS[0].upper()}{CONTAINERS[1:]}; or {VARIABLES}.",
    )


def has_glibc() -> bool:
    try:
        return bool(os.confstr("CS_GNU_LIBC_VERSION"))
    except (ValueError, OSError):
        return False
