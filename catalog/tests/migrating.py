"""A database that was never migrated, for the tests of what migrations do."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections
from pymongo.database import Database

SCRATCH = "test_migrations"


@contextmanager
def scratch_database() -> Iterator[Database[Any]]:
    real: Any = connections["default"]
    client = real.database.client
    client.drop_database(SCRATCH)
    yield client[SCRATCH]
    client.drop_database(SCRATCH)


def migrate(*arguments: str) -> None:
    """Migrate the scratch database as an operator does, in a process of its own."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0", *arguments]
    subprocess.run(command, cwd=settings.ROOT, env={**os.environ, "MONGODB_DATABASE": SCRATCH}, check=True)
