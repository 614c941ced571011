"""The servers of a profile: addresses that are set are used, the other servers are started here."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services import paths
from services.progress import Progress
from services.servers import env_file, external
from services.servers.elasticsearch import Elasticsearch, ElasticsearchConfig
from services.servers.mongodb import MongoDB, MongoDBConfig
from services.servers.prerequisites import Prerequisites
from services.servers.server import Server
from services.servers.variables import ELASTICSEARCH, MONGODB, given, value
from services.setup import java, maven, wheel

DEFAULT_HEAP = "768m"


@dataclass(frozen=True, slots=True)
class Servers:
    """`started` are the servers to watch and to stop; `addresses` holds the variables that lead the site to them."""

    started: tuple[Server, ...]
    addresses: Mapping[str, str]

    def stop(self, hurry: Callable[[], bool] = lambda: False) -> None:
        for server in reversed(self.started):
            server.stop(hurry)


Build = Callable[[Prerequisites, str, Mapping[str, str]], Servers]


def build(prerequisites: Prerequisites, profile: str, environ: Mapping[str, str] = os.environ) -> Servers:
    """The servers, none of them started yet."""
    folder = prerequisites.layout.open_profile(profile)
    started: list[Server] = []
    addresses: dict[str, str] = {}
    if elsewhere := given(MONGODB, environ):
        addresses |= elsewhere
    else:
        mongodb = mongodb_of(prerequisites, folder / "mongodb", test_commands=profile != paths.DEFAULT_PROFILE)
        started.append(mongodb)
        addresses[MONGODB] = mongodb.url
    if prerequisites.java is None:
        addresses |= given(ELASTICSEARCH, environ)
    else:
        heap = environ.get("BROADSHEET_ES_HEAP") or DEFAULT_HEAP
        elasticsearch = elasticsearch_of(prerequisites, folder / "elasticsearch", heap=heap)
        started.append(elasticsearch)
        addresses[ELASTICSEARCH] = elasticsearch.url
    return Servers(tuple(started), addresses)


def mongodb_of(
    prerequisites: Prerequisites,
    home: Path,
    *,
    cache_gb: float = 0.5,
    oplog_size_mb: int = 1024,
    test_commands: bool = False,
) -> MongoDB:
    return MongoDB(
        MongoDBConfig(
            home=home,
            program=wheel.program(prerequisites.layout.dist),
            account=prerequisites.account,
            cache_gb=cache_gb,
            oplog_size_mb=oplog_size_mb,
            test_commands=test_commands,
        )
    )


def elasticsearch_of(prerequisites: Prerequisites, home: Path, *, heap: str = DEFAULT_HEAP) -> Elasticsearch:
    found = prerequisites.java or java.find(prerequisites.account)
    return Elasticsearch(
        ElasticsearchConfig(
            home=home,
            program=maven.program(prerequisites.layout.dist),
            java_home=found.home,
            account=prerequisites.account,
            heap=heap,
        )
    )


@contextmanager
def running(
    prerequisites: Prerequisites,
    profile: str,
    progress: Progress,
    hurry: Callable[[], bool] = lambda: False,
    meanwhile: Callable[[], object] = lambda: None,
    environ: Mapping[str, str] = os.environ,
    build: Build = build,
) -> Iterator[Servers]:
    """Healthy servers for a block; those started here are stopped at its end.

    `meanwhile` is called while they come up, which takes ten seconds and more. `build` may make more than two.
    """
    servers = build(prerequisites, profile, environ)
    try:
        for server in servers.started:
            server.start()
        check_external(environ)
        meanwhile()
        for server in servers.started:
            server.wait_until_healthy(progress)
        with env_file.written(prerequisites.layout.env_file(profile), servers.addresses):
            yield servers
    finally:
        servers.stop(hurry)


def check_external(environ: Mapping[str, str]) -> None:
    if given(MONGODB, environ):
        external.check_mongodb(value(MONGODB, environ))
    if given(ELASTICSEARCH, environ):
        external.check_elasticsearch(value(ELASTICSEARCH, environ))
