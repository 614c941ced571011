"""Tries dead letters again at an operator's word, once and with a short deadline; the worker goes on by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Event

from bson import ObjectId
from pymongo import timeout

from search.index import client, live_index
from search.models import DeadLetter
from search.operations.snapshot import ELASTICSEARCH_SECONDS, MONGODB_SECONDS
from search.sync import clock
from search.sync.follow import dead_letters
from search.sync.follow.apply import Applier
from search.sync.follow.bulk import IndexGoneError, Refusal, Write, send
from search.sync.keys import Key
from search.sync.source import foreign_ids, mongo_client

# Read, prepared and written within the three seconds that a request may take, also when all of them are long.
MOST = 100


class NoIndexError(Exception):
    """There is no live index to write to."""


class Fate(StrEnum):
    """What became of an article that was tried again."""

    INDEXED = "indexed"
    GONE = "gone"  # there is no such article any more, and the index has none either
    REFUSED = "refused"
    NOT_TAKEN = "not taken"  # Elasticsearch could not say yes or no; the dead letter stays


@dataclass(frozen=True, slots=True)
class Outcome:
    article_id: str
    fate: Fate
    reason: str = ""


def try_again(article_ids: Sequence[str]) -> list[Outcome]:
    """Read up to 100 articles as they are now and write them to the live index; say what became of each.

    Written at the operationTime before the reading, so that any later event of the change stream wins. Not through
    `Applier.apply`: that goes on until Elasticsearch is back, and calls the mapping broken when most of what it is
    given is refused, as dead letters often are.

    Raises NoIndexError, Elasticsearch's TransportError and ApiError, MongoDB's DatabaseError and PyMongoError.
    """
    elastic = client("page").options(request_timeout=ELASTICSEARCH_SECONDS)
    index = live_index(elastic)
    if index is None:
        raise NoIndexError
    with timeout(MONGODB_SECONDS):
        keys = keys_of(article_ids)
        moment = clock.now(mongo_client())
        applier = Applier(elastic, index, Event())
        writes, refused = applier.read(dict.fromkeys(keys.values(), moment), moment)
    try:
        more, not_taken = send(elastic, index, writes)
    except IndexGoneError as error:
        raise NoIndexError from error
    outcomes = told(article_ids, writes, [*refused, *more], not_taken)
    with timeout(MONGODB_SECONDS):
        dead_letters.bury([*refused, *more])
        mended = [each.article_id for each in outcomes if each.fate in {Fate.INDEXED, Fate.GONE}]
        DeadLetter.objects.filter(article_id__in=mended).delete()
    return outcomes


def keys_of(article_ids: Sequence[str]) -> dict[str, Key]:
    """Return the `_id` behind each name. One that is no ObjectId is only to be found among those that exist."""
    keys: dict[str, Key] = {name: ObjectId(name) for name in article_ids if ObjectId.is_valid(name)}
    if len(keys) < len(article_ids):
        foreign = {str(key): key for key in foreign_ids(limit=10_000)}
        keys |= {name: foreign[name] for name in article_ids if name in foreign}
    return keys


def told(
    article_ids: Sequence[str], writes: Sequence[Write], refused: Sequence[Refusal], not_taken: Sequence[Write]
) -> list[Outcome]:
    reasons = {str(refusal.key): refusal.reason for refusal in refused}
    waiting = {str(write.key) for write in not_taken}
    present = {str(write.key) for write in writes if write.source is not None}
    outcomes = []
    for name in article_ids:
        if name in reasons:
            outcomes.append(Outcome(name, Fate.REFUSED, reasons[name]))
        elif name in waiting:
            outcomes.append(Outcome(name, Fate.NOT_TAKEN))
        else:
            outcomes.append(Outcome(name, Fate.INDEXED if name in present else Fate.GONE))
    return outcomes
