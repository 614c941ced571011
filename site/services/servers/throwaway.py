"""Servers for one test, to be killed, frozen and restarted while the others keep running.

`with throwaway.mongodb(oplog_size_mb=16) as server:` gives a healthy one; then `server.kill()` and
`server.start()`, or `server.freeze()` and `server.thaw()`, at the same port and with the same data.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from services import account, paths
from services.progress import Progress, Silence
from services.servers import cluster as clusters
from services.servers import starting, variables
from services.servers.cluster import Cluster
from services.servers.elasticsearch import Elasticsearch
from services.servers.mongodb import MongoDB
from services.servers.prerequisites import Prerequisites, detect, install
from services.servers.server import Server
from services.setup import tools


@cache
def prerequisites() -> Prerequisites:
    """What embedded servers need, even when the variables name other servers; fetched when it is missing."""
    environ = variables.without(variables.MONGODB, variables.without(variables.ELASTICSEARCH, os.environ))
    found = detect(environ)
    install(found, Progress(), environ)
    return found


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder that the servers' account can reach; pytest's own are closed to it."""
    parent = paths.layout(account.for_servers()).open_profile("throwaway")
    made = Path(tempfile.mkdtemp(dir=parent))
    made.chmod(0o755)
    try:
        yield made
    finally:
        tools.remove(made)


@contextmanager
def running(*servers: Server) -> Iterator[None]:
    """Start servers, wait until each is healthy, and stop them at the end."""
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
    """A healthy MongoDB of its own, with fail points allowed."""
    with folder() as home:
        server = starting.mongodb_of(
            prerequisites(), home / "mongodb", oplog_size_mb=oplog_size_mb, test_commands=test_commands
        )
        with running(server):
            yield server


@contextmanager
def elasticsearch(*, heap: str = "512m") -> Iterator[Elasticsearch]:
    """A healthy Elasticsearch of its own."""
    with folder() as home:
        server = starting.elasticsearch_of(prerequisites(), home / "elasticsearch", heap=heap)
        with running(server):
            yield server


@contextmanager
def replica_set() -> Iterator[tuple[MongoDB, ...]]:
    """The healthy members of a replica set of its own."""
    with folder() as home:
        members = clusters.mongodbs(prerequisites(), home)
        with running(*members):
            yield members


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A healthy cluster of its own, three of each server."""
    with folder() as home:
        made = clusters.of(prerequisites(), home)
        with running(*made.servers):
            yield made
