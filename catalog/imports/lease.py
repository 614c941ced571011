"""The lease of the import worker (catalog/background/lease.py)."""

from pymongo import timeout

from catalog.background.lease import holders

NAME = "run_imports"
SECONDS = 2.0


def worker_is_running() -> bool:
    """Return whether a worker holds the lease, which a live one renews every second. A page waits briefly for it."""
    with timeout(SECONDS):
        return NAME in holders()
