"""Errors for the person who runs a command: something outside our code has to be changed."""

import errno

CONTAINERS = "`docker compose up` runs the same site in containers and needs none of this"
VARIABLES = "MONGODB_URI and ELASTICSEARCH_URL point it at servers you already have"
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class SetupError(Exception):
    """One sentence about what is wrong, and a hint about what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


def full_disk(where: object) -> SetupError:
    return SetupError(
        f"The disk is full: nothing more can be written to {where}.",
        "Free some space there (the first set-up needs about 2 GB, later runs much less) and run it again.",
    )


def from_os_error(error: OSError) -> SetupError | None:
    """The SetupError that an OSError amounts to, or None when it is a bug of ours."""
    if error.errno in DISK_FULL:
        return full_disk(error.filename or "this machine")
    return None
