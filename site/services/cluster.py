"""Three of each server on this machine, so that any one of them may die: `make cluster`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services import commands, elasticsearch, mongodb, pair
from services.elasticsearch import Elasticsearch
from services.mongodb import MongoDB
from services.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from services.progress import Progress
    from services.server import Server
    from services.stopping import Stopping

PROFILE: Final = "cluster"
# The fewest of which two are a majority when one is gone: both elect by majority.
MEMBERS: Final = 3
HEAP: Final = "512m"
CACHE_GB: Final = 0.25


@dataclass(frozen=True)
class Cluster:
    """One replica set and one Elasticsearch cluster; any member's `url` names all of its kind."""

    mongodb: tuple[MongoDB, ...]
    elasticsearch: tuple[Elasticsearch, ...]

    @property
    def servers(self) -> tuple[Server, ...]:
        return (*self.mongodb, *self.elasticsearch)


def up(profile: str, progress: Progress, stopping: Stopping) -> int:
    """All six, until we are asked to stop. One that dies is started again."""
    for name in (pair.MONGODB, pair.ELASTICSEARCH):
        if os.environ.get(name):
            raise Problem(f"A cluster has servers of its own, and {name} is set.", "Unset it first.")
    return commands.up(profile, progress, stopping, build)


def build(ground: pair.Ground, profile: str, environ: Mapping[str, str]) -> pair.Pair:
    """All six, nothing of it started yet."""
    made = of(ground, ground.layout.open_profile(profile), environ.get("BROADSHEET_ES_HEAP") or HEAP)
    addresses = {pair.MONGODB: made.mongodb[0].url, pair.ELASTICSEARCH: made.elasticsearch[0].url}
    return pair.Pair(made.servers, addresses)


def of(ground: pair.Ground, folder: Path, heap: str = HEAP) -> Cluster:
    nodes = tuple(pair.elasticsearch_of(ground, folder / f"elasticsearch-{number}", heap=heap) for number in numbers())
    elasticsearch.join(nodes)
    return Cluster(mongodbs(ground, folder), nodes)


def mongodbs(ground: pair.Ground, folder: Path) -> tuple[MongoDB, ...]:
    members = tuple(
        pair.mongodb_of(ground, folder / f"mongodb-{number}", cache_gb=CACHE_GB, test_commands=True)
        for number in numbers()
    )
    mongodb.join(members)
    return members


def numbers() -> range:
    return range(1, MEMBERS + 1)
