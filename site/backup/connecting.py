"""What both commands need: the database without the ORM, and to end in good order."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connections

from backup.stored import MongoDatabase


def database_of_site() -> MongoDatabase:
    connection: Any = connections["default"]
    connection.ensure_connection()
    database: MongoDatabase = connection.database
    return database


def short(error: BaseException) -> str:
    """Return a driver's message in one line, without MongoDB's topology and whole answer."""
    cause = error.__cause__ if isinstance(error, DatabaseError) and error.__cause__ else error
    text = " ".join(str(cause).split())
    for details in (" (configured", ", full error:"):
        text = text.split(details, 1)[0]
    return text[:300]


@contextmanager
def ending_on_sigterm() -> Iterator[None]:
    """Have SIGTERM end the block as an error would, so that what it has begun is removed."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
