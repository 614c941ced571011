"""Lets the sync and `parallel_bulk` take turns, since the load of a shared machine changes by the minute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from elasticsearch.helpers import parallel_bulk

from catalog.models import Article
from search.documents import articles as index
from search.documents import document_of
from search.index import alias_name, client

BLOCK = 5_000  # documents: ten chunks of parallel_bulk, of which the last two do not occupy all its threads

# Not a name of the site's indices: the worker would remove it as an orphan.
INDEX = f"beside-{alias_name()}"


@dataclass
class Turns:
    """Writes documents prepared in memory to an index of its own, and measures the time."""

    given: Sequence[Article]
    settings: Mapping[str, Any] = field(default_factory=dict)  # those that differ from the live index's
    written: int = 0
    seconds: float = 0.0
    rates: list[float] = field(default_factory=list)  # of each block, documents a second

    def __post_init__(self) -> None:
        self.elastic = client().options(request_timeout=300)
        self.end()
        body = index.body()
        self.elastic.indices.create(index=INDEX, **body | {"settings": {**body["settings"], **self.settings}})
        self.actions: list[dict[str, Any]] = [
            {"_index": INDEX, "_id": str(each.pk), "_source": document_of(each)} for each in self.given
        ]

    def after(self, count: int) -> None:
        """Take a turn once the sync has written `count` documents; parallel_bulk is always one block ahead."""
        while self.written < min(count // BLOCK * BLOCK + BLOCK, len(self.actions)):
            block = self.actions[self.written : self.written + BLOCK]
            began = monotonic()
            for _answer in parallel_bulk(self.elastic, block):
                pass
            took = monotonic() - began
            self.seconds += took
            self.written += len(block)
            self.rates.append(len(block) / took)

    def end(self) -> None:
        self.elastic.options(ignore_status=404).indices.delete(index=INDEX)

    @property
    def rate(self) -> float:
        return self.written / self.seconds
