"""Free ports of 127.0.0.1."""

import random
import socket
from pathlib import Path

from services.errors import SetupError

# Below the range that Linux takes for outgoing connections (32768 and up): a port from there could be
# taken by any client while a killed server is being started again at its old port.
FIRST = 21_000
LAST = 31_999
TRIES = 200
# Chosen in this process, if not yet listened on: the six servers of a cluster have theirs before any of them starts.
_chosen: set[int] = set()


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do: connections of a server that just ended must not keep it from its port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def choose(preferred: int | None = None) -> int:
    """The preferred port when it is free, else any other free one."""
    if preferred is not None and is_free(preferred):
        _chosen.add(preferred)
        return preferred
    for _ in range(TRIES):
        port = random.randint(FIRST, LAST)  # noqa: S311 - a port is no secret
        if port not in _chosen and is_free(port):
            _chosen.add(port)
            return port
    raise SetupError(
        f"No port between {FIRST} and {LAST} of 127.0.0.1 is free.",
        "End some of the programs that listen there and run it again.",
    )


def remembered(file: Path) -> int | None:
    """The port used last time, if the file tells one."""
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return None


def remember(file: Path, port: int) -> None:
    file.write_text(f"{port}\n")
