"""The state of both servers, the index and the worker, read within a second.

Nothing is cached in the process: the site runs in several processes and the worker in another, so a figure kept in the
memory of one would be true for a part of the site only.
"""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import TypeVar

from bson import Timestamp
from elasticsearch import Elasticsearch, NotFoundError
from pymongo import timeout

from catalog.background.lease import holders
from catalog.outages import MONGODB_FAILED, short_reason
from search.index import ELASTICSEARCH_FAILED, alias_name, client, live_index
from search.sync import clock, status
from search.sync.follow import checkpoints, dead_letters
from search.sync.rebuild import runs
from search.sync.rebuild.runs import Run
from search.sync.source import estimated_count, mongo_client
from search.sync.status import FOLLOWING, Heartbeat, Verification

logger = logging.getLogger(__name__)

E = TypeVar("E")
M = TypeVar("M")

# A frozen server accepts connections and never answers; a probe waits 2.5 s.
# The driver looks for a server every half second and checks its deadline only then: 0.9 ends after 1.0, 1.0 after 1.5.
MONGODB_SECONDS = 0.9
ELASTICSEARCH_SECONDS = 1.0
MOMENT_DIGITS = 13  # milliseconds since 1970, until the year 2286


@dataclass(frozen=True, slots=True)
class LiveIndex:
    """The index that readers search."""

    name: str
    uuid: str
    documents: int

    @property
    def mapping(self) -> str:
        """The hash of its mapping, which is part of its name (search/index/alias.py)."""
        return self.name.removeprefix(f"{alias_name()}-").partition("-")[0]

    @property
    def begun(self) -> datetime | None:
        """When its filling began, which is part of its name as well."""
        milliseconds = self.name.rpartition("-")[2]
        is_moment = milliseconds.isdecimal() and len(milliseconds) <= MOMENT_DIGITS
        return datetime.fromtimestamp(int(milliseconds) / 1000, UTC) if is_moment else None


@dataclass(frozen=True, slots=True)
class ElasticsearchSnapshot:
    live: LiveIndex | None


@dataclass(frozen=True, slots=True)
class MongoSnapshot:
    """What MongoDB holds.

    `checkpoints`: how far each index has followed, by name and uuid. `oldest`: where the oplog begins, if known.
    `holders`: the owner of each lease, by its name.
    """

    now: Timestamp
    articles: int
    dead_letters: int
    checkpoints: Mapping[tuple[str, str], Timestamp]
    oldest: Timestamp | None
    heartbeat: Heartbeat | None
    verification: Verification | None
    run: Run | None
    holders: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Both servers; None for one that did not answer in time."""

    elasticsearch: ElasticsearchSnapshot | None
    mongodb: MongoSnapshot | None

    @property
    def live(self) -> LiveIndex | None:
        return self.elasticsearch.live if self.elasticsearch else None

    @property
    def checkpoint(self) -> Timestamp | None:
        """How far the live index has followed MongoDB.

        While Elasticsearch is unavailable nobody knows which index is live. Then it is the one that the worker
        followed last: that is when the operator wants to see how far the index falls behind.
        """
        if self.mongodb is None:
            return None
        if self.elasticsearch is not None:
            return self.mongodb.checkpoints.get((self.live.name, self.live.uuid)) if self.live else None
        heartbeat = self.mongodb.heartbeat
        followed = heartbeat.index if heartbeat and heartbeat.state == FOLLOWING else None
        return max((moment for (name, _), moment in self.mongodb.checkpoints.items() if name == followed), default=None)

    @property
    def lag(self) -> int | None:
        """Seconds by which the live index is behind MongoDB."""
        if self.mongodb is None or self.checkpoint is None:
            return None
        return clock.seconds_between(self.checkpoint, self.mongodb.now)

    @property
    def headroom(self) -> int | None:
        """Seconds of changes before the checkpoint that the oplog still holds; below 0 the resume token is lost."""
        if self.mongodb is None or self.checkpoint is None or self.mongodb.oldest is None:
            return None
        return self.checkpoint.time - self.mongodb.oldest.time


def take_snapshot() -> Snapshot:
    return Snapshot(*ask_both(ask_elasticsearch, ask_mongodb))


def ask_both(elasticsearch: Callable[[], E], mongodb: Callable[[], M]) -> tuple[E, M]:
    """Call both at the same time, so that two frozen servers cost no more than one.

    MongoDB is asked in the caller's thread, because Django's connections belong to threads.
    """
    with ThreadPoolExecutor(1, "ask-elasticsearch") as pool:
        pending = pool.submit(elasticsearch)
        from_mongodb = mongodb()
        return pending.result(), from_mongodb


def ask_elasticsearch() -> ElasticsearchSnapshot | None:
    deadline = monotonic() + ELASTICSEARCH_SECONDS

    def in_time() -> Elasticsearch:
        """The three requests share one deadline."""
        return client("page").options(request_timeout=max(0.05, deadline - monotonic()))

    try:
        name = live_index(in_time())
        if name is None:
            return ElasticsearchSnapshot(None)
        found = in_time().indices.get_settings(index=name, name="index.uuid", flat_settings=True)
        uuid: str = found.body[name]["settings"]["index.uuid"]
        return ElasticsearchSnapshot(LiveIndex(name, uuid, in_time().count(index=name)["count"]))
    except NotFoundError:  # deleted between two of the requests
        return ElasticsearchSnapshot(None)
    except ELASTICSEARCH_FAILED as error:
        logger.warning("No snapshot of Elasticsearch: %s", short_reason(error))
        return None


def ask_mongodb() -> MongoSnapshot | None:
    try:
        with timeout(MONGODB_SECONDS):
            return read_mongodb()
    except MONGODB_FAILED as error:
        logger.warning("No snapshot of MongoDB: %s", short_reason(error))
        return None


def read_mongodb() -> MongoSnapshot:
    moments = checkpoints.moments()  # before the clock, so that no lag is reported too small
    return MongoSnapshot(
        now=clock.now(mongo_client()),
        articles=estimated_count(),
        dead_letters=dead_letters.count(),
        checkpoints=moments,
        oldest=clock.oplog_start(mongo_client()),
        heartbeat=status.last_heartbeat(),
        verification=status.last_verification(),
        run=runs.unfinished(),
        holders=holders(),
    )
