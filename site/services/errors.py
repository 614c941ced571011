"""What a person is told when something outside our code stands in the way."""

import errno

CONTAINERS = "`docker compose up` runs the same site in containers and needs none of this"
VARIABLES = "MONGODB_URI and ELASTICSEARCH_URL point it at servers you already have"
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class SetupError(Exception):
    """One clear message about what is wrong, and the way on."""

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
    """The problem that an OSError means to a person, or None when it is a fault of ours."""
    if error.errno in DISK_FULL:
        return full_disk(error.filename or "this machine")
    return None
