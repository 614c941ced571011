"""The names of the sync's leases (catalog/background/lease.py)."""

WORKER, RESYNC = "sync_search", "resync_search"
