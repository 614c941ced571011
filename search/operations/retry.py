"""Retries dead letters at an operator's request: once, within a deadline; the worker carries on by itself.

Ours and not `Applier.apply`: that retries until Elasticsearch is back, and calls the mapping broken when most of what
it is given is refused, as dead letters often are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Event

from pymongo import timeout

from search.index import client, live_index
from search.models import DeadLetter
from search.operations.snapshot import ELASTICSEARCH_SECONDS, MONGODB_SECONDS
from search.sync import clock
from search.sync.follow import dead_letters
from search.sync.follow.apply import Applier
from search.sync.follow.bulk import IndexGoneError, Refusal, Write, send
from search.sync.rebuild.aliases import has_wanted_mapping
from search.sync.source import mongo_client

# This many are read, prepared and written within the three seconds that a request may take, even if all are long.
MAX_ARTICLES = 100


class NoIndexError(Exception):
    """There is no live index to write to."""


class Outcome(StrEnum):
    INDEXED = "indexed"
    GONE = "gone"  # the article does not exist any more, nor does its document
    REFUSED = "refused"
    NOT_TAKEN = (
        "not taken"  # Elasticsearch gave no answer about it, or takes no writes from here; the worker retries it
    )


@dataclass(frozen=True, slots=True)
class Retried:
    article_id: str
    outcome: Outcome
    reason: str = ""


def retry(article_ids: Sequence[str]) -> list[Retried]:
    """Read up to 100 articles as they are now and write them to the live index; return the outcome of each.

    A web server whose key only reads cannot write them, so the worker does (docs/decisions/0025). Nor can one of this
    version write to the index of the version before, until the worker has built another.

    Their version is the operationTime before the read, so any later event of the change stream wins.

    Raises NoIndexError, ELASTICSEARCH_FAILED and MONGODB_FAILED.
    """
    elastic = client("page").options(request_timeout=ELASTICSEARCH_SECONDS)
    index = live_index(elastic)
    if index is None:
        raise NoIndexError
    if not has_wanted_mapping(index):
        with timeout(MONGODB_SECONDS):
            dead_letters.hand_over(article_ids)
        return [Retried(name, Outcome.NOT_TAKEN) for name in article_ids]
    with timeout(MONGODB_SECONDS):
        keys = dead_letters.keys_of(article_ids)
        moment = clock.now(mongo_client())
        applier = Applier(elastic, index, Event())
        writes, unreadable = applier.read(dict.fromkeys(keys.values(), moment), moment)
    try:
        refused, not_taken = send(elastic, index, writes)
    except IndexGoneError as error:
        raise NoIndexError from error
    refused = [*unreadable, *refused]
    results = results_of(article_ids, writes, refused, not_taken)
    with timeout(MONGODB_SECONDS):
        dead_letters.record(refused)
        done = [each.article_id for each in results if each.outcome in {Outcome.INDEXED, Outcome.GONE}]
        DeadLetter.objects.filter(article_id__in=done).delete()
        dead_letters.hand_over([each.article_id for each in results if each.outcome is Outcome.NOT_TAKEN])
    return results


def results_of(
    article_ids: Sequence[str], writes: Sequence[Write], refused: Sequence[Refusal], not_taken: Sequence[Write]
) -> list[Retried]:
    reasons = {str(refusal.key): refusal.reason for refusal in refused}
    waiting = {str(write.key) for write in not_taken}
    present = {str(write.key) for write in writes if write.source is not None}
    results = []
    for name in article_ids:
        if name in reasons:
            results.append(Retried(name, Outcome.REFUSED, reasons[name]))
        elif name in waiting:
            results.append(Retried(name, Outcome.NOT_TAKEN))
        else:
            results.append(Retried(name, Outcome.INDEXED if name in present else Outcome.GONE))
    return results
