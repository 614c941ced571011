"""Whether readers' searches and editors' changes work now, proved by a search and by how far the index is behind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from bson import Timestamp
from django.conf import settings
from elastic_transport import TlsError
from elasticsearch import ApiError, Elasticsearch
from pymongo import timeout

from catalog.outages import MONGODB_FAILED
from search.index import ELASTICSEARCH_FAILED, alias_name, client, live_index
from search.operations.snapshot import ELASTICSEARCH_SECONDS, MONGODB_SECONDS, ask_both
from search.query.build import build_search
from search.query.parse import parse_query
from search.sync import clock, status
from search.sync.follow import checkpoints
from search.sync.source import mongo_client
from search.sync.status import Heartbeat
from search.values import SearchQuery

SERVER_ERROR = 500
NOT_LET_IN = "security_exception"
NAME = "the site's user, password or key: MongoDB answers a simpler search"
# Any word: what counts is that the query, its facets and its highlights are answered through the alias.
PROBE = "probe"


@dataclass(frozen=True, slots=True)
class IndexState:
    """What Elasticsearch says. `index` is the live one; each problem is a sentence for the operator."""

    index: str | None = None
    problems: tuple[str, ...] = ()
    answers: bool = True


@dataclass(frozen=True, slots=True)
class ArchiveState:
    """What MongoDB says. `moments`: how far each index has followed, by its name."""

    heartbeat: Heartbeat | None = None
    now: Timestamp | None = None
    moments: Mapping[str, Timestamp] | None = None
    answers: bool = True

    def lag(self, index: str) -> int | None:
        """Return the seconds by which an index is behind MongoDB; None if nobody has followed it."""
        moment = (self.moments or {}).get(index)
        return None if moment is None or self.now is None else clock.seconds_between(moment, self.now)


@dataclass(frozen=True, slots=True)
class Readiness:
    elasticsearch: IndexState
    mongodb: ArchiveState

    @property
    def problems(self) -> tuple[str, ...]:
        """Why it is not ready, in sentences; empty when it is."""
        return tuple(self.sentences())

    def sentences(self) -> Iterator[str]:
        if not self.mongodb.answers:
            yield "MongoDB does not answer: nothing can be read or saved but what is in the index."
        yield from self.elasticsearch.problems
        index = self.elasticsearch.index
        lag = self.mongodb.lag(index) if index else None
        if lag is not None and lag > settings.READY_LAG_SECONDS:
            yield f"The index is {lag:,} seconds behind MongoDB. Is the sync worker running?"


def ask() -> Readiness:
    """Ask both servers at once; each has a second."""
    return Readiness(*ask_both(ask_elasticsearch, ask_mongodb))


def ask_mongodb() -> ArchiveState:
    try:
        with timeout(MONGODB_SECONDS):
            # Before the clock, so that no lag is reported too small. Index names are unique: they end in their time.
            moments = {name: moment for (name, _), moment in checkpoints.moments().items()}
            return ArchiveState(status.last_heartbeat(), clock.now(mongo_client()), moments)
    except MONGODB_FAILED:
        return ArchiveState(answers=False)


def ask_elasticsearch() -> IndexState:
    """Ask Elasticsearch itself and not through the page's breaker, which may be open in one process only."""
    deadline = monotonic() + ELASTICSEARCH_SECONDS

    def in_time() -> Elasticsearch:
        """The requests share one deadline."""
        return client("page").options(request_timeout=max(0.05, deadline - monotonic()))

    index = None
    try:
        index = live_index(in_time())
        if index is None:
            return IndexState(problems=("There is no index yet: MongoDB answers a simpler search.",))
        # The blocks first: their words say more than the error of the search that they make fail.
        problems = blocked(in_time().cluster.state(metric="blocks", index=index).body["blocks"])
        return IndexState(index, problems or searched(in_time()))
    except ApiError as error:
        answers = error.status_code < SERVER_ERROR
        refused = f"Elasticsearch refuses {NAME if error.error == NOT_LET_IN else f'a search: {error.error}'}."
        return IndexState(index if answers else None, (refused,), answers=answers)
    except ELASTICSEARCH_FAILED as error:
        silent = "Elasticsearch does not answer: MongoDB answers a simpler search."
        if isinstance(error, TlsError):
            silent = "The certificate of Elasticsearch is not trusted: MongoDB answers a simpler search."
        return IndexState(problems=(silent,), answers=False)


def blocked(blocks: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a sentence for each block of the index, or of the whole cluster, that stops searches or changes."""
    found = [*blocks.get("global", {}).values()]
    for of_index in blocks.get("indices", {}).values():
        found += of_index.values()
    return tuple(sentence(block) for block in found)


def sentence(block: Mapping[str, Any]) -> str:
    if "read" in block["levels"]:
        effect = "it cannot be searched, and MongoDB answers a simpler search"
    else:
        effect = "changes do not reach it"
    return f"Elasticsearch blocks the index ({block['description'].split(';')[0]}): {effect}."


def searched(elastic: Elasticsearch) -> tuple[str, ...]:
    """Search as the page does, for one hit."""
    body = build_search(SearchQuery(parse_query(PROBE), size=1)).to_dict()
    shards = elastic.search(index=alias_name(), body=body).body["_shards"]
    if shards["failed"]:
        return (f"{shards['failed']} of {shards['total']} shards do not answer searches: hits are missing.",)
    return ()
