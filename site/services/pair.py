"""The two servers together: those that are set are used, those that are not are started here."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services import account, env_file, external, java, locking, maven, paths, platforms, tools, wheel
from services.elasticsearch import Elasticsearch, ElasticsearchConfig
from services.mongodb import MongoDB, MongoDBConfig
from services.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from services.account import Account
    from services.java import Java
    from services.progress import Progress
    from services.server import Server

    Build = Callable[["Ground", str, Mapping[str, str]], "Pair"]

MONGODB: Final = "MONGODB_URI"
ELASTICSEARCH: Final = "ELASTICSEARCH_URL"
DEFAULT_HEAP: Final = "768m"


@dataclass(frozen=True)
class Ground:
    """What the embedded servers stand on, looked up before anything is fetched or started."""

    layout: paths.Layout
    account: Account | None
    java: Java | None


@dataclass(frozen=True)
class Pair:
    """`started` are ours to watch and to stop; `addresses` are the two variables for the site."""

    started: tuple[Server, ...]
    addresses: Mapping[str, str]

    def stop(self, hurry: Callable[[], bool] = lambda: False) -> None:
        for server in reversed(self.started):
            server.stop(hurry)


def given(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Both variables, for a program that starts no server itself; a Problem when one is missing."""
    missing = [name for name in (MONGODB, ELASTICSEARCH) if not environ.get(name)]
    if missing:
        raise Problem(
            f"{' and '.join(missing)} must be set: this starts no servers of its own.",
            "`make run` starts them, and `make services` prints their addresses.",
        )
    return {name: environ[name] for name in (MONGODB, ELASTICSEARCH)}


def look_around(environ: Mapping[str, str] = os.environ) -> Ground:
    """Find all that the missing servers need; a Problem when something is not there."""
    if environ.get(MONGODB) and environ.get(ELASTICSEARCH):
        return Ground(paths.layout(None), None, None)
    platforms.refuse_unsupported()
    owner = account.for_servers()
    layout = paths.layout(owner)
    if environ.get(ELASTICSEARCH):
        return Ground(layout, owner, None)
    found = java.find(owner, environ)
    if not maven.is_installed(layout.dist):
        tools.require(tools.MAVEN)
    return Ground(layout, owner, found)


def install(ground: Ground, progress: Progress, environ: Mapping[str, str] = os.environ) -> None:
    """Fetch the programs that are not there yet."""
    dist = ground.layout.dist
    dist.mkdir(parents=True, exist_ok=True)
    dist.chmod(0o755)
    tick = progress.waiting_tick("another run of this checkout fetches the servers")
    with locking.waited_for(dist / "lock", tick):
        if not environ.get(MONGODB) and not wheel.is_installed(dist):
            wheel.install(dist, progress)
        if ground.java is not None and not maven.is_installed(dist):
            maven.install(dist, ground.java, progress)


def build(ground: Ground, profile: str, environ: Mapping[str, str] = os.environ) -> Pair:
    """The pair, nothing of it started yet."""
    folder = ground.layout.open_profile(profile)
    started: list[Server] = []
    addresses = {}
    if environ.get(MONGODB):
        addresses[MONGODB] = environ[MONGODB]
    else:
        mongodb = mongodb_of(ground, folder / "mongodb", test_commands=profile != paths.DEFAULT_PROFILE)
        started.append(mongodb)
        addresses[MONGODB] = mongodb.url
    if ground.java is None:
        addresses[ELASTICSEARCH] = environ[ELASTICSEARCH]
    else:
        heap = environ.get("BROADSHEET_ES_HEAP") or DEFAULT_HEAP
        elasticsearch = elasticsearch_of(ground, folder / "elasticsearch", heap=heap)
        started.append(elasticsearch)
        addresses[ELASTICSEARCH] = elasticsearch.url
    return Pair(tuple(started), addresses)


def mongodb_of(
    ground: Ground,
    home: Path,
    *,
    cache_gb: float = 0.5,
    oplog_size_mb: int = 1024,
    test_commands: bool = False,
) -> MongoDB:
    return MongoDB(
        MongoDBConfig(
            home=home,
            program=wheel.program(ground.layout.dist),
            account=ground.account,
            cache_gb=cache_gb,
            oplog_size_mb=oplog_size_mb,
            test_commands=test_commands,
        )
    )


def elasticsearch_of(ground: Ground, home: Path, *, heap: str = DEFAULT_HEAP) -> Elasticsearch:
    found = ground.java or java.find(ground.account)
    return Elasticsearch(
        ElasticsearchConfig(
            home=home,
            program=maven.program(ground.layout.dist),
            java_home=found.home,
            account=ground.account,
            heap=heap,
        )
    )


@contextmanager
def running(
    ground: Ground,
    profile: str,
    progress: Progress,
    hurry: Callable[[], bool] = lambda: False,
    meanwhile: Callable[[], object] = lambda: None,
    environ: Mapping[str, str] = os.environ,
    build: Build = build,
) -> Iterator[Pair]:
    """Both servers, healthy; those started here are stopped at the end, whatever happens.

    `meanwhile` is called while they come up, which takes them ten seconds and more. `build` may make more of them.
    """
    pair = build(ground, profile, environ)
    try:
        for server in pair.started:
            server.start()
        _check_given(environ)
        meanwhile()
        for server in pair.started:
            server.wait_until_healthy(progress)
        with env_file.written(ground.layout.env_file(profile), pair.addresses):
            yield pair
    finally:
        pair.stop(hurry)


def _check_given(environ: Mapping[str, str]) -> None:
    if environ.get(MONGODB):
        external.check_mongodb(environ[MONGODB])
    if environ.get(ELASTICSEARCH):
        external.check_elasticsearch(environ[ELASTICSEARCH])
