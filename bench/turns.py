"""Lets the sync and `parallel_bulk` take turns, since the load of a shared machine changes by the minute."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk

from catalog.models import Article
from search.documents import articles as index
from search.documents import document_of
from search.index import alias_name, client

BLOCK = 5_000  # documents: ten chunks of parallel_bulk, of which the last two do not occupy all its threads

# Not a name of the site's indices: the worker would remove it as an orphan.
INDEX = f"beside-{alias_name()}"


def processor_seconds(elastic: Elasticsearch) -> float:
    """Return how long the processes of Elasticsearch have computed, which depends less on what else runs here."""
    nodes = elastic.nodes.stats(metric="process").body["nodes"].values()
    return float(sum(node["process"]["cpu"]["total_in_millis"] for node in nodes)) / 1000


def stored_bytes(elastic: Elasticsearch, name: str) -> int:
    """Return the size of an index, merged to one segment."""
    patient = elastic.options(request_timeout=600)
    patient.indices.refresh(index=name)
    patient.indices.forcemerge(index=name, max_num_segments=1)
    patient.indices.flush(index=name)
    return int(patient.indices.stats(index=name).body["_all"]["primaries"]["store"]["size_in_bytes"])


@dataclass
class Turns:
    """Writes documents prepared in memory to an index of its own, and measures the time."""

    given: Sequence[Article]
    settings: Mapping[str, Any] = field(default_factory=dict)  # those that differ from the live index's
    body: Callable[[], dict[str, Any]] = index.body
    document: Callable[[Article], dict[str, Any]] = document_of
    written: int = 0
    seconds: float = 0.0
    processor: float = 0.0  # seconds that Elasticsearch's process computed meanwhile
    rates: list[float] = field(default_factory=list)  # of each block, documents a second

    def __post_init__(self) -> None:
        self.elastic = client().options(request_timeout=300)
        self.end()
        body = self.body()
        self.elastic.indices.create(index=INDEX, **body | {"settings": {**body["settings"], **self.settings}})
        self.actions: list[dict[str, Any]] = [
            {"_index": INDEX, "_id": str(each.pk), "_source": self.document(each)} for each in self.given
        ]

    def after(self, count: int) -> None:
        """Take a turn once the sync has written `count` documents; parallel_bulk is always one block ahead."""
        while self.written < min(count // BLOCK * BLOCK + BLOCK, len(self.actions)):
            block = self.actions[self.written : self.written + BLOCK]
            began, computed = monotonic(), processor_seconds(self.elastic)
            for _answer in parallel_bulk(self.elastic, block):
                pass
            took = monotonic() - began
            self.seconds += took
            self.processor += processor_seconds(self.elastic) - computed
            self.written += len(block)
            self.rates.append(len(block) / took)

    def end(self) -> None:
        self.elastic.options(ignore_status=404).indices.delete(index=INDEX)

    @property
    def rate(self) -> float:
        return self.written / self.seconds
