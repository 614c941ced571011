"""Three of each server on this machine, so that any one of them may die: `make cluster`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services.servers import elasticsearch, mongodb, starting, variables
from services.servers.elasticsearch import Elasticsearch
from services.servers.mongodb import MongoDB
from services.servers.prerequisites import Prerequisites
from services.servers.server import Server

PROFILE = "cluster"
# The fewest of which two are a majority when one is gone: both elect by majority.
MEMBERS = 3
HEAP = "512m"
CACHE_GB = 0.25


@dataclass(frozen=True)
class Cluster:
    """One replica set and one Elasticsearch cluster; any member's `url` names all of its kind."""

    mongodb: tuple[MongoDB, ...]
    elasticsearch: tuple[Elasticsearch, ...]

    @property
    def servers(self) -> tuple[Server, ...]:
        return (*self.mongodb, *self.elasticsearch)


def build(prerequisites: Prerequisites, profile: str, environ: Mapping[str, str]) -> starting.Servers:
    """All six, nothing of it started yet."""
    made = of(prerequisites, prerequisites.layout.open_profile(profile), environ.get("BROADSHEET_ES_HEAP") or HEAP)
    addresses = {variables.MONGODB: made.mongodb[0].url, variables.ELASTICSEARCH: made.elasticsearch[0].url}
    return starting.Servers(made.servers, addresses)


def of(prerequisites: Prerequisites, folder: Path, heap: str = HEAP) -> Cluster:
    nodes = tuple(
        starting.elasticsearch_of(prerequisites, folder / f"elasticsearch-{number}", heap=heap) for number in numbers()
    )
    elasticsearch.join(nodes)
    return Cluster(mongodbs(prerequisites, folder), nodes)


def mongodbs(prerequisites: Prerequisites, folder: Path) -> tuple[MongoDB, ...]:
    members = tuple(
        starting.mongodb_of(prerequisites, folder / f"mongodb-{number}", cache_gb=CACHE_GB, test_commands=True)
        for number in numbers()
    )
    mongodb.join(members)
    return members


def numbers() -> range:
    return range(1, MEMBERS + 1)
