"""What both servers tell about the index and its worker, each asked within a second.

Everything is read anew and nothing is kept in the process: the site runs in several processes, and the worker in yet
another one, so a figure in the memory of any of them would be true for a part of the site only.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

from bson import Timestamp
from django.utils import timezone
from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError
from pymongo import timeout
from pymongo.errors import OperationFailure

from catalog.outages import MONGODB_FAILED
from search.index import alias_name, client, live_index
from search.sync import checkpoints, clock, dead_letters, lease, runs, status
from search.sync.checkpoints import Target
from search.sync.runs import Run
from search.sync.source import collection, mongo_client, replica_set_id

logger = logging.getLogger(__name__)

# A frozen server takes connections and never answers. Both together stay under the 2.5 s that a probe gets.
# The driver looks for a server every half second and gives up at such a look: 0.9 ends after 1.0, and 1.0 after 1.5.
MONGODB_SECONDS = 0.9
ELASTICSEARCH_SECONDS = 1.0
ELASTICSEARCH_FAILED = (TransportError, ApiError)

UNAUTHORIZED = 13
FOLLOWING = "following"  # what the worker calls its usual state (search/sync/worker.py)


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
class Heard:
    """The worker's last word: its state, the index it is about, and when that was."""

    state: str
    index: str | None
    at: datetime

    @property
    def silent_seconds(self) -> float:
        return max(0.0, (timezone.now() - self.at).total_seconds())


@dataclass(frozen=True, slots=True)
class Verified:
    """The last comparison of both stores."""

    checked: int
    differences: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ElasticsearchFacts:
    live: LiveIndex | None


@dataclass(frozen=True, slots=True)
class MongoFacts:
    """`checkpoint` is how far the live index is true, `oldest` is where the oplog begins; None where not known."""

    now: Timestamp
    articles: int
    dead_letters: int
    checkpoint: Timestamp | None
    oldest: Timestamp | None
    heard: Heard | None
    verified: Verified | None
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
    def lag(self) -> int | None:
        """Seconds by which the live index is behind MongoDB."""
        if self.mongodb is None or self.mongodb.checkpoint is None:
            return None
        return clock.seconds_between(self.mongodb.checkpoint, self.mongodb.now)

    @property
    def headroom(self) -> int | None:
        """Seconds of changes that the oplog still holds from before the checkpoint; below 0 the place is lost."""
        if self.mongodb is None or self.mongodb.checkpoint is None or self.mongodb.oldest is None:
            return None
        return self.mongodb.checkpoint.time - self.mongodb.oldest.time


def gather() -> Facts:
    """Ask both servers, Elasticsearch first: MongoDB is then asked for the checkpoint of the index that is live."""
    elasticsearch = ask_elasticsearch()
    return Facts(elasticsearch, ask_mongodb(elasticsearch))


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


def ask_mongodb(elasticsearch: ElasticsearchFacts | None) -> MongoFacts | None:
    try:
        with timeout(MONGODB_SECONDS):
            return read_mongodb(elasticsearch)
    except MONGODB_FAILED as error:
        logger.warning("MongoDB did not tell about the articles: %s", error)
        return None


def read_mongodb(elasticsearch: ElasticsearchFacts | None) -> MongoFacts:
    heard = last_heard()
    now = clock.now(mongo_client())
    return MongoFacts(
        now=now,
        # Counted from the collection's own notes: to count a large archive anew for each scrape would take seconds.
        articles=collection().estimated_document_count(),
        dead_letters=collection(dead_letters.TABLE).count_documents({}),
        checkpoint=checkpoint_of(elasticsearch, heard),
        oldest=oldest_in_oplog(),
        heard=heard,
        verified=last_verified(),
        run=runs.unfinished(),
        holders=lease_holders(),
    )


def checkpoint_of(elasticsearch: ElasticsearchFacts | None, heard: Heard | None) -> Timestamp | None:
    """Return how far the live index is true.

    While Elasticsearch is away it cannot say which index is live; then it is the one that the worker followed last,
    for that is just when the operator wants to see how far the index falls behind.
    """
    if elasticsearch is not None:
        live = elasticsearch.live
        return checkpoints.moment_of(Target(live.name, live.uuid, replica_set_id())) if live else None
    if heard is None or heard.state != FOLLOWING:
        return None
    newest = [("moment", -1)]
    row = collection(checkpoints.TABLE).find_one({"_id.index": heard.index}, {"moment": 1}, sort=newest)
    return row["moment"] if row else None


def oldest_in_oplog() -> Timestamp | None:
    """Return where the oplog begins, or None where the account may not read it."""
    try:
        row = mongo_client()["local"]["oplog.rs"].find_one({}, {"ts": 1}, sort=[("$natural", 1)])
    except OperationFailure as error:
        if error.code != UNAUTHORIZED:
            raise
        return None
    return row["ts"] if row else None


def last_heard() -> Heard | None:
    row = status.last_told()
    return Heard(row["state"], row.get("index"), aware(row["told_at"])) if row else None


def last_verified() -> Verified | None:
    row = status.last_verified()
    return Verified(row["checked"], row["differences"], aware(row["at"])) if row else None


def lease_holders() -> dict[str, str]:
    """Return who works now, by the lease's name, going by MongoDB's own clock as the lease does."""
    rows = collection(lease.TABLE).find({"$expr": {"$gt": ["$until", "$$NOW"]}})
    return {row["_id"]: row["owner"] for row in rows}


def aware(moment: datetime) -> datetime:
    """The driver returns UTC without saying so."""
    return moment.replace(tzinfo=UTC)
