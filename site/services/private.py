"""Servers of a test's own, to be killed, frozen and started again while the others go on.

`with private.mongodb(oplog_size_mb=16) as server:` gives a healthy one; then `server.kill()` and
`server.start()`, or `server.freeze()` and `server.thaw()`, at the same port and with the same data.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from services import cluster as clusters
from services import pair, tools
from services.progress import Progress, Silence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.cluster import Cluster
    from services.elasticsearch import Elasticsearch
    from services.mongodb import MongoDB
    from services.server import Server


@cache
def ground() -> pair.Ground:
    """What servers stand on here, whether or not the variables point elsewhere; fetched if need be."""
    environ = {name: os.environ[name] for name in os.environ.keys() - {pair.MONGODB, pair.ELASTICSEARCH}}
    found = pair.look_around(environ)
    pair.install(found, Progress(), environ)
    return found


@contextmanager
def folder() -> Iterator[Path]:
    """A new folder that the servers' account can reach (pytest's own are closed to it); removed at the end."""
    parent = ground().layout.open_profile("private")
    made = Path(tempfile.mkdtemp(dir=parent))
    made.chmod(0o755)
    try:
        yield made
    finally:
        tools.remove(made)


@contextmanager
def running(*servers: Server) -> Iterator[None]:
    """Start these, wait until each is healthy, and stop them at the end."""
    try:
        for server in servers:
            server.start()
        for server in servers:
            server.wait_until_healthy(Silence())
        yield
    finally:
        for server in reversed(servers):
            server.stop()


@contextmanager
def mongodb(*, oplog_size_mb: int = 64, test_commands: bool = True) -> Iterator[MongoDB]:
    """A healthy MongoDB that nobody else uses; fail points are allowed."""
    with folder() as home:
        server = pair.mongodb_of(ground(), home / "mongodb", oplog_size_mb=oplog_size_mb, test_commands=test_commands)
        with running(server):
            yield server


@contextmanager
def elasticsearch(*, heap: str = "512m") -> Iterator[Elasticsearch]:
    """A healthy Elasticsearch that nobody else uses."""
    with folder() as home:
        server = pair.elasticsearch_of(ground(), home / "elasticsearch", heap=heap)
        with running(server):
            yield server


@contextmanager
def replica_set() -> Iterator[tuple[MongoDB, ...]]:
    """The healthy members of a replica set that nobody else uses."""
    with folder() as home:
        members = clusters.mongodbs(ground(), home)
        with running(*members):
            yield members


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Three healthy servers of each that nobody else uses."""
    with folder() as home:
        made = clusters.of(ground(), home)
        with running(*made.servers):
            yield made
