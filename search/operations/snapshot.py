"""What both servers tell about the index and its worker, asked at the same time and for a second at most.

Everything is read anew and nothing is kept in the process: the site runs in several processes, and the worker in yet
another one, so a figure in the memory of any of them would be true for a part of the site only.
"""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

from bson import Timestamp
from elasticsearch import Elasticsearch, NotFoundError
from pymongo import timeout

from catalog.outages import MONGODB_FAILED
from search.index import ELASTICSEARCH_FAILED, alias_name, client, live_index
from search.sync import clock, lease, status
from search.sync.follow import checkpoints, dead_letters
from search.sync.rebuild import runs
from search.sync.rebuild.runs import Run
from search.sync.source import estimated_count, mongo_client
from search.sync.status import FOLLOWING, Heartbeat, Verification

logger = logging.getLogger(__name__)

E = TypeVar("E")
M = TypeVar("M")

# A frozen server takes connections and never answers; a probe that asks waits 2.5 s.
# The driver looks for a server every half second and gives up at such a look: 0.9 ends after 1.0, and 1.0 after 1.5.
MONGODB_SECONDS = 0.9
ELASTICSEARCH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class LiveIndex:
    """The index that readers search."""

    name: str
    uuid: str
    documents: int

    @property
    def mapping(self) -> str:
        """The hash of its mapping, which is a part of its name (search/index.py)."""
        return self.name.removeprefix(f"{alias_name()}-").partition("-")[0]


@dataclass(frozen=True, slots=True)
class ElasticsearchFacts:
    live: LiveIndex | None


@dataclass(frozen=True, slots=True)
class MongoFacts:
    """`checkpoints`: how far each index is true, by name and uuid. `oldest`: where the oplog begins, if known."""

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
class Facts:
    """None stands for a server that did not answer in time."""

    elasticsearch: ElasticsearchFacts | None
    mongodb: MongoFacts | None

    @property
    def live(self) -> LiveIndex | None:
        return self.elasticsearch.live if self.elasticsearch else None

    @property
    def checkpoint(self) -> Timestamp | None:
        """How far the live index is true.

        While Elasticsearch is away it cannot say which index is live; then it is the one that the worker followed
        last, for that is just when the operator wants to see how far the index falls behind.
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
        """Seconds of changes that the oplog still holds from before the checkpoint; below 0 the place is lost."""
        if self.mongodb is None or self.checkpoint is None or self.mongodb.oldest is None:
            return None
        return self.checkpoint.time - self.mongodb.oldest.time


def gather() -> Facts:
    return Facts(*at_once(ask_elasticsearch, ask_mongodb))


def at_once(of_elasticsearch: Callable[[], E], of_mongodb: Callable[[], M]) -> tuple[E, M]:
    """Ask both at the same time, so that two frozen servers cost no more than one.

    MongoDB in the caller's thread: Django's connections belong to threads.
    """
    with ThreadPoolExecutor(1, "ask-elasticsearch") as pool:
        asked = pool.submit(of_elasticsearch)
        told = of_mongodb()
        return asked.result(), told


def ask_elasticsearch() -> ElasticsearchFacts | None:
    until = monotonic() + ELASTICSEARCH_SECONDS

    def in_time() -> Elasticsearch:
        """The three requests share one deadline."""
        return client("page").options(request_timeout=max(0.05, until - monotonic()))

    try:
        name = live_index(in_time())
        if name is None:
            return ElasticsearchFacts(None)
        found = in_time().indices.get_settings(index=name, name="index.uuid", flat_settings=True)
        uuid: str = found.body[name]["settings"]["index.uuid"]
        return ElasticsearchFacts(LiveIndex(name, uuid, in_time().count(index=name)["count"]))
    except NotFoundError:  # it was deleted between two of the questions
        return ElasticsearchFacts(None)
    except ELASTICSEARCH_FAILED as error:
        logger.warning("Elasticsearch did not tell about its index: %s", error)
        return None


def ask_mongodb() -> MongoFacts | None:
    try:
        with timeout(MONGODB_SECONDS):
            return read_mongodb()
    except MONGODB_FAILED as error:
        logger.warning("MongoDB did not tell about the articles: %s", error)
        return None


def read_mongodb() -> MongoFacts:
    moments = checkpoints.moments()  # before the clock, so that no lag is reported too small
    return MongoFacts(
        now=clock.now(mongo_client()),
        articles=estimated_count(),
        dead_letters=dead_letters.count(),
        checkpoints=moments,
        oldest=clock.oplog_start(mongo_client()),
        heartbeat=status.last_heartbeat(),
        verification=status.last_verification(),
        run=runs.unfinished(),
        holders=lease.holders(),
    )
