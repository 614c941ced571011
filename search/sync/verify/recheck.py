"""Looks again at what the comparison suspects, until it is certain, also while those very articles are being written.

Each round reads an article, lets the index follow up to that reading, reads the document, and reads the article once
more. The article has not changed and the document says something else, and is of an older version than the first
reading: no event can be on its way that would mend it. Anything else is looked at again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bson import ObjectId
from elasticsearch import Elasticsearch

from search.sync import clock
from search.sync.keys import own_key
from search.sync.source import mongo_client
from search.sync.verify.compare import Difference, Fingerprint, difference, expected, fingerprint

RECHECK_ARTICLES = 200
ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Document:
    fingerprint: Fingerprint
    version: int


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


def settled(
    elastic: Elasticsearch, index: str, ids: Sequence[str], catch_up: Callable[[], bool]
) -> dict[str, Difference | None]:
    """Return what is certain after one round: a difference, or None where both stores agree. The rest is open.

    When the index does not follow, for nobody works on it, an article that changes is a difference as well.
    """
    before = {key: value for batch in batches(ids) for key, value in expected_of(elastic, batch).items()}
    passed = clock.version_of(clock.now(mongo_client()))
    follows = catch_up()
    certain: dict[str, Difference | None] = {}
    for batch in batches(ids):
        documents = read_documents(elastic, index, batch)
        found = {key: document.fingerprint for key, document in documents.items()}
        later = expected_of(elastic, batch)
        for key in batch:
            second = difference(key, later, found)
            if difference(key, before, found) is None or second is None:
                certain[key] = None
            elif not follows or (unchanged(key, before, later) and not newer(documents.get(key), passed)):
                certain[key] = second
    return certain


def unchanged(key: str, before: Mapping[str, Fingerprint], later: Mapping[str, Fingerprint]) -> bool:
    return (key in before) == (key in later) and before.get(key) == later.get(key)


def newer(document: Document | None, passed: int) -> bool:
    return document is not None and document.version > passed


def look_again(
    elastic: Elasticsearch, index: str, ids: Sequence[str], catch_up: Callable[[], bool]
) -> list[Difference]:
    """Return the true differences among the suspects.

    One that is still open after ten rounds is written faster than it can be read, and its document follows: each
    round has seen it change. It counts as right.
    """
    wrong: list[Difference] = []
    suspects = list(dict.fromkeys(ids))
    for _round in range(ROUNDS):
        if not suspects:
            break
        certain = settled(elastic, index, suspects, catch_up)
        wrong += [each for each in certain.values() if each is not None]
        suspects = [key for key in suspects if key not in certain]
    return wrong
