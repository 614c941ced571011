"""Rechecks articles that seem to differ until the difference is confirmed, even while those articles are being written.

Each round reads an article, lets the index follow up to that read, reads the document, and reads the article again. A
difference is confirmed when the article has not changed and the document differs and is of an older version than the
first read: no event can be on its way that would repair it. Anything else goes into the next round.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bson import ObjectId
from elasticsearch import Elasticsearch

from search.sync import clock
from search.sync.keys import own_key
from search.sync.source import mongo_client
from search.sync.verify.compare import Difference, Fingerprint, difference, expected, fingerprint

RECHECK_ARTICLES = 200  # read at once from both stores
ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Document:
    fingerprint: Fingerprint
    version: int


def recheck(
    elastic: Elasticsearch, index: str, candidates: Sequence[str], catch_up: Callable[[], bool]
) -> list[Difference]:
    """Return the confirmed differences among the candidates.

    An article that is still open after ten rounds is written faster than it can be read, and its document follows:
    each round has seen it change. It counts as equal.
    """
    differences: list[Difference] = []
    open_candidates = list(dict.fromkeys(candidates))
    for _round in range(ROUNDS):
        if not open_candidates:
            break
        results = confirmed(elastic, index, open_candidates, catch_up)
        differences += [each for each in results.values() if each is not None]
        open_candidates = [key for key in open_candidates if key not in results]
    return differences


def confirmed(
    elastic: Elasticsearch, index: str, ids: Sequence[str], catch_up: Callable[[], bool]
) -> dict[str, Difference | None]:
    """Return what one round confirms, by id: a difference, or None where both stores agree.

    When the index does not follow, because no worker runs, a difference is confirmed even if the article changes.
    """
    before = {key: value for batch in batches(ids) for key, value in expected_of(elastic, batch).items()}
    read_until = clock.version_of(clock.now(mongo_client()))
    follows = catch_up()
    results: dict[str, Difference | None] = {}
    for batch in batches(ids):
        documents = read_documents(elastic, index, batch)
        found = {key: document.fingerprint for key, document in documents.items()}
        later = expected_of(elastic, batch)
        for key in batch:
            second = difference(key, later, found)
            if difference(key, before, found) is None or second is None:
                results[key] = None
            elif not follows or (is_unchanged(key, before, later) and not is_newer(documents.get(key), read_until)):
                results[key] = second
    return results


def read_documents(elastic: Elasticsearch, index: str, ids: Sequence[str]) -> dict[str, Document]:
    """Return these documents as they are now, refreshed or not."""
    found = elastic.mget(index=index, ids=list(ids))["docs"] if ids else []
    return {
        each["_id"]: Document(fingerprint(elastic, each["_source"]), each["_version"])
        for each in found
        if each.get("found")
    }


def batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), RECHECK_ARTICLES):
        yield ids[start : start + RECHECK_ARTICLES]


def expected_of(elastic: Elasticsearch, ids: Sequence[str]) -> dict[str, Fingerprint]:
    keys = [key for key in map(own_key, ids) if isinstance(key, ObjectId)]
    return expected(elastic, keys, clock.now(mongo_client()))


def is_unchanged(key: str, before: Mapping[str, Fingerprint], later: Mapping[str, Fingerprint]) -> bool:
    return (key in before) == (key in later) and before.get(key) == later.get(key)


def is_newer(document: Document | None, version: int) -> bool:
    return document is not None and document.version > version
