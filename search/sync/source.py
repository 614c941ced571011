"""Reads the articles as they are in MongoDB, for everything that writes to or compares with the index."""

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

# A database alias of its own: no deadline, and only what a majority of the replica set holds.
ALIAS = "sync"
# Articles that are read at once. Three such batches are in memory together, each also as JSON and as a request on its
# way: 2 MB are not noticed there, 8 MB would be. One article may have 16 MB whatever this says.
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
    """Return a collection that reads any `_id`: a date after the year 9999 must not end the worker."""
    found: Collection[dict[str, Any]] = connected().database[name]
    return found.with_options(
        found.codec_options.with_options(
            datetime_conversion=DatetimeConversion.DATETIME_AUTO, unicode_decode_error_handler="replace"
        )
    )


@contextmanager
def reading_after(moment: Timestamp) -> Iterator[None]:
    """Make the reads inside see everything up to a moment.

    A majority read alone may be older than the event that caused it: after a fail-over the new primary knows for a
    short while only an earlier majority. A causally consistent session waits for it.
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
    """Return each article that exists, or what kept it from being read (a value of a type that no field takes).

    Raises DatabaseError or PyMongoError when the server does not answer: that says nothing about an article.
    """
    with reading_after(after):
        try:
            return {article.pk: article for article in Article.objects.using(ALIAS).filter(pk__in=ids)}
        except MONGODB_FAILED:
            raise
        except Exception:  # noqa: BLE001  # a converter failed on one row: find out which
            return dict(read_one_by_one(ids))


def read_one_by_one(ids: Iterable[ObjectId]) -> Iterator[tuple[ObjectId, Article | Exception]]:
    for pk in ids:
        try:
            article = Article.objects.using(ALIAS).filter(pk=pk).first()
        except MONGODB_FAILED:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, it is this row's
            yield pk, error
        else:
            if article is not None:
                yield pk, article


def read_batches(ids: Sequence[ObjectId], *, max_articles: int = 500) -> Iterator[list[ObjectId]]:
    """Cut a batch into pieces of so many, and that fit into memory; those that do not exist weigh nothing."""
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


def id_batches(size: int, *, beyond: ObjectId | None = None) -> Iterator[list[ObjectId]]:
    """Yield the articles' ids in `_id` order, a page at a time, each page read anew: no cursor to time out.

    It ends with the largest there was at the start. Whoever writes new articles puts them at the end: without a bound
    the walk would follow the writers for as long as they are faster than a page.
    """
    last = next(iter(ids_in_order(-1, 1)), None)
    while last is not None:
        wanted = {"$lte": last} if beyond is None else {"$gt": beyond, "$lte": last}
        page = ids_in_order(1, size, wanted)
        if not page:
            return
        yield page
        beyond = page[-1]


def ids_in_order(direction: int, max_articles: int, wanted: Mapping[str, ObjectId] | None = None) -> list[ObjectId]:
    found = collection().find({"_id": {"$type": "objectId", **(wanted or {})}}, {"_id": 1})
    return [row["_id"] for row in found.sort("_id", direction).limit(max_articles)]


def exists(key: Key) -> bool:
    value = key.value if isinstance(key, ForeignId) else key
    return collection().find_one({"_id": {"$eq": value}}, {"_id": 1}) is not None


def foreign_ids(limit: int = 1000) -> list[ForeignId]:
    """Return the `_id`s that are no ObjectId: somebody wrote them past the site; they cannot be indexed."""
    rows = collection().find({"_id": {"$not": {"$type": "objectId"}}}, {"_id": 1}).limit(limit)
    return [key for row in rows if isinstance(key := key_of(row["_id"]), ForeignId)]


def estimated_count() -> int:
    """Return the number of articles from the collection's metadata; a count of a large archive takes seconds."""
    return collection().estimated_document_count()


def replica_set_id() -> str:
    """Return what tells this replica set from every other; its name where the id may not be read."""
    admin = mongo_client().admin
    try:
        config = admin.command("replSetGetConfig")["config"]
        return str(config["settings"]["replicaSetId"])
    except (PyMongoError, KeyError):
        return str(admin.command("hello").get("setName", "standalone"))
