"""A replica set of three and a cluster of three on this machine, any member of which may die."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services.servers import elasticsearch, mongodb, starting, variables
from services.servers.elasticsearch import Elasticsearch
from services.servers.mongodb import MongoDB
from services.servers.prerequisites import Prerequisites
from services.servers.server import Server

PROFILE = "cluster"
# Both servers elect by majority: three is the smallest number of which a majority is left when one is gone.
MEMBERS = 3
HEAP = "512m"
CACHE_GB = 0.25


@dataclass(frozen=True, slots=True)
class Cluster:
    """One replica set and one Elasticsearch cluster; the `url` of any member names all members of its kind."""

    mongodb: tuple[MongoDB, ...]
    elasticsearch: tuple[Elasticsearch, ...]

    @property
    def servers(self) -> tuple[Server, ...]:
        return (*self.mongodb, *self.elasticsearch)


def build(prerequisites: Prerequisites, profile: str, environ: Mapping[str, str]) -> starting.Servers:
    """The six servers of a profile, none of them started yet."""
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
