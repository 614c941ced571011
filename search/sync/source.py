"""Reads the articles from MongoDB, for everything that writes to the index or compares it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from bson import ObjectId, Timestamp
from bson.codec_options import DatetimeConversion
from django.db import connections
from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.errors import PyMongoError

from catalog.models import Article
from catalog.outages import MONGODB_FAILED
from search.sync.keys import ForeignId, Key, key_of

# A database alias of its own: without a deadline, and with majority reads.
ALIAS = "sync"
# Of articles read at once. Three such batches are in memory together, each also as JSON and as a request in flight:
# 2 MB make no difference there, 8 MB would. A single article may have 16 MB all the same.
READ_BYTES = 2 * 2**20


def connected() -> Any:
    """Return Django's connection; its MongoDB attributes have no types."""
    connection = connections[ALIAS]
    connection.ensure_connection()
    return connection


def mongo_client() -> MongoClient[dict[str, Any]]:
    client: MongoClient[dict[str, Any]] = connected().connection
    return client


def collection(name: str = Article._meta.db_table) -> Collection[dict[str, Any]]:  # noqa: SLF001  # Django's public _meta
    """Return a collection that can read any `_id`, even a date after the year 9999 or text that is not UTF-8."""
    found: Collection[dict[str, Any]] = connected().database[name]
    return found.with_options(
        found.codec_options.with_options(
            datetime_conversion=DatetimeConversion.DATETIME_AUTO, unicode_decode_error_handler="replace"
        )
    )


@contextmanager
def reading_after(moment: Timestamp) -> Iterator[None]:
    """Make reads inside the block see everything up to a moment.

    A majority read alone may be older than the event that caused it: after a fail-over, the new primary knows only an
    earlier majority for a short while. A causally consistent session waits for it.
    """
    connection = connected()
    with connection.connection.start_session(causal_consistency=True) as session:
        session.advance_operation_time(moment)
        connection.session = session
        try:
            yield
        finally:
            connection.session = None


def read_articles(ids: Sequence[ObjectId], after: Timestamp) -> dict[ObjectId, Article | Exception]:
    """Return each article that exists, or the error of reading it (a value of a type that its field does not take).

    Raises MONGODB_FAILED when the server is unavailable, which says nothing about an article.
    """
    with reading_after(after):
        try:
            return {article.pk: article for article in Article.objects.using(ALIAS).filter(pk__in=ids)}
        except MONGODB_FAILED:
            raise
        except Exception:  # noqa: BLE001  # a converter failed on one row: find out on which
            return dict(read_one_by_one(ids))


def read_one_by_one(ids: Iterable[ObjectId]) -> Iterator[tuple[ObjectId, Article | Exception]]:
    for pk in ids:
        try:
            article = Article.objects.using(ALIAS).filter(pk=pk).first()
        except MONGODB_FAILED:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, this row caused it
            yield pk, error
        else:
            if article is not None:
                yield pk, article


def read_batches(ids: Sequence[ObjectId], *, max_articles: int = 500) -> Iterator[list[ObjectId]]:
    """Divide ids into batches of at most `max_articles` and READ_BYTES; an id without an article has no size."""
    weighed: list[dict[str, Any]] = [
        {"$match": {"_id": {"$in": list(ids)}}},
        {"$project": {"size": {"$bsonSize": "$$ROOT"}}},
    ]
    sizes = {row["_id"]: row["size"] for row in collection().aggregate(weighed)}
    batch: list[ObjectId] = []
    weight = 0
    for key in ids:
        if len(batch) == max_articles or (batch and weight + sizes.get(key, 0) > READ_BYTES):
            yield batch
            batch, weight = [], 0
        batch.append(key)
        weight += sizes.get(key, 0)
    if batch:
        yield batch


def existing(ids: Sequence[ObjectId]) -> set[ObjectId]:
    return {row["_id"] for row in collection().find({"_id": {"$in": list(ids)}}, {"_id": 1})}


def id_batches(size: int, *, after: ObjectId | None = None) -> Iterator[list[ObjectId]]:
    """Yield the articles' ids in `_id` order, in batches of `size`; each is a new query, so no cursor can expire.

    It ends with the largest id that existed at the start. New articles come at the end; without a bound the scan
    would follow whoever writes them faster than it can read.
    """
    last = next(iter(ids_in_order(-1, 1)), None)
    while last is not None:
        bounds = {"$lte": last} if after is None else {"$gt": after, "$lte": last}
        batch = ids_in_order(1, size, bounds)
        if not batch:
            return
        yield batch
        after = batch[-1]


def ids_in_order(direction: int, limit: int, bounds: Mapping[str, ObjectId] | None = None) -> list[ObjectId]:
    found = collection().find({"_id": {"$type": "objectId", **(bounds or {})}}, {"_id": 1})
    return [row["_id"] for row in found.sort("_id", direction).limit(limit)]


def exists(key: Key) -> bool:
    value = key.value if isinstance(key, ForeignId) else key
    return collection().find_one({"_id": {"$eq": value}}, {"_id": 1}) is not None


def foreign_ids(limit: int = 1000) -> list[ForeignId]:
    """Return the `_id`s that are not ObjectIds. Another program wrote them; they cannot be indexed."""
    rows = collection().find({"_id": {"$not": {"$type": "objectId"}}}, {"_id": 1}).limit(limit)
    return [key for row in rows if isinstance(key := key_of(row["_id"]), ForeignId)]


def estimated_count() -> int:
    """Return the number of articles from the collection's metadata; a count of a large archive takes seconds."""
    return collection().estimated_document_count()


def replica_set_id() -> str:
    """Return the replica set's unique id; its name where the account may not read the id."""
    admin = mongo_client().admin
    try:
        config = admin.command("replSetGetConfig")["config"]
        return str(config["settings"]["replicaSetId"])
    except (PyMongoError, KeyError):
        return str(admin.command("hello").get("setName", "standalone"))
