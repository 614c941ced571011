"""The health checks of the containers."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from services import pair, paths, serving, site_processes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def web() -> bool:
    """Whether the web server answers here."""
    return serving.is_live(serving.HOST, int(os.environ.get("PORT") or 8000))


def sync() -> bool:
    """Whether a worker has renewed its lease: it does so every second, and a dead or hanging one does not."""
    os.environ.update(site_processes.environment_of_one(pair.given()))
    os.chdir(paths.ROOT)
    sys.path.insert(0, str(paths.ROOT))
    import django  # noqa: PLC0415 - the check of the web server needs none of it

    django.setup()
    from search.sync.lease import TABLE  # noqa: PLC0415 - importable once Django is set up
    from search.sync.source import collection  # noqa: PLC0415

    return collection(TABLE).find_one({"$expr": {"$gt": ["$until", "$$NOW"]}}) is not None


CHECKS: Final[Mapping[str, Callable[[], bool]]] = {"web": web, "sync": sync}
