"""Free ports of 127.0.0.1."""

import random
import socket
from pathlib import Path

from services.errors import SetupError

# Below the range that Linux uses for outgoing connections (32768 and up): a client could take a port of that range
# while a killed server is being started again at its old port.
FIRST = 21_000
LAST = 31_999
TRIES = 200
# Chosen in this process but perhaps not yet in use: the ports of a cluster are chosen before any server starts.
CHOSEN: set[int] = set()


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do: lingering connections of a server that just ended must not block its port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def choose(preferred: int | None = None) -> int:
    """The preferred port when it is free, else another free one."""
    if preferred is not None and is_free(preferred):
        CHOSEN.add(preferred)
        return preferred
    for _ in range(TRIES):
        port = random.randint(FIRST, LAST)  # noqa: S311  # a port is no secret
        if port not in CHOSEN and is_free(port):
            CHOSEN.add(port)
            return port
    raise SetupError(
        f"No port between {FIRST} and {LAST} of 127.0.0.1 is free.",
        "End some of the programs that listen there and run it again.",
    )


def read_number(file: Path) -> int | None:
    """The number in a file (a port or process id of the last run), or None."""
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return None


def write_number(file: Path, number: int) -> None:
    file.write_text(f"{number}\n")
