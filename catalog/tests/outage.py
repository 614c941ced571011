"""MongoDB unavailable, for real: its port refuses connections, or takes them and never answers, as a frozen server."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connections
from pymongo import MongoClient, common

KINDS = ("refuses", "is silent")


@contextmanager
def outage(kind: str = "refuses") -> Iterator[Callable[[], None]]:
    """Make MongoDB unavailable inside the block, or until what it yields is called."""
    real: Any = connections["default"]
    database = real.database

    def come_back() -> None:
        real.database = database

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        if kind == "refuses":
            listener.close()
        client: MongoClient[Any] = MongoClient(f"mongodb://127.0.0.1:{port}/?directConnection=true", timeoutMS=100)
        with client:
            real.database = client["unavailable"]
            # The driver gives up a server only half a second after its last look, whatever the deadline is.
            with patch.object(common, "MIN_HEARTBEAT_INTERVAL", 0.01):
                try:
                    yield come_back
                finally:
                    come_back()
