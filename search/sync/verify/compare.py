"""Compares every article with its indexed document: a merge-join of both stores in `_id` order.

What one walk finds is only suspected: while articles are being written the two stores are never read at the same
moment. search/sync/verify/recheck.py looks at each suspect again.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bson import ObjectId, Timestamp
from elastic_transport import ObjectApiResponse
from elasticsearch import Elasticsearch

from catalog.models import Article
from search.documents import document_of
from search.sync.source import foreign_ids, id_batches, read_articles, read_batches

BATCH_ARTICLES = 500
FIRST_BATCH_DOCUMENTS = 50  # documents; how large they are is not known yet
BATCH_CHARACTERS = 4 * 2**20
KEEP_ALIVE = "5m"


class Kind(StrEnum):
    MISSING = "missing"  # an article without a document
    STALE = "stale"  # a document that says something else than its article
    ORPHAN = "orphan"  # a document without an article
    DEAD_LETTERED = "dead-lettered"  # an article that the index refuses


@dataclass(frozen=True, slots=True)
class Difference:
    id: str
    kind: Kind
    reason: str = ""


# None for an article that exists and cannot be indexed.
Fingerprint = str | None


def fingerprint(elastic: Elasticsearch, source: dict[str, Any]) -> str:
    """Return the digest of a document as it stands in the index, or as it would once it were written there."""
    # Through the serializer that writes it, so that a date looks alike on both sides.
    to_json = elastic.transport.serializers.get_serializer("application/json").default  # type: ignore[attr-defined]
    canonical = json.dumps(source, default=to_json, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def expected(elastic: Elasticsearch, ids: Sequence[ObjectId], after: Timestamp) -> dict[str, Fingerprint]:
    """Return what the index should hold of these articles, by id; those that do not exist are left out."""
    return {
        str(key): None if isinstance(article, Exception) else expected_one(elastic, article)
        for batch in read_batches(ids)
        for key, article in read_articles(batch, after).items()
    }


def expected_one(elastic: Elasticsearch, article: Article) -> Fingerprint:
    try:
        return fingerprint(elastic, document_of(article))
    except Exception:  # noqa: BLE001  # as in Applier.write_of: the worker has written down why
        return None


def articles_in_order(elastic: Elasticsearch, after: Timestamp) -> Iterator[tuple[str, Fingerprint]]:
    for batch in id_batches(BATCH_ARTICLES):
        yield from sorted(expected(elastic, batch, after).items())


def documents_in_order(elastic: Elasticsearch, index: str, strays: list[str]) -> Iterator[tuple[str, Fingerprint]]:
    """Yield (id, fingerprint) of every document, in the order of its `id` field, from one point in time.

    A document under another `_id` than it claims would break that order; its `_id` is put among the strays.
    """
    for batch in document_batches(elastic, index):
        for hit in batch:
            if hit["_source"].get("id") == hit["_id"]:
                yield hit["_id"], fingerprint(elastic, hit["_source"])
            else:
                strays.append(hit["_id"])


def document_batches(elastic: Elasticsearch, index: str) -> Iterator[list[dict[str, Any]]]:
    """Yield every document, a batch at a time; while one is dealt with, Elasticsearch looks for the next."""
    pit = elastic.open_point_in_time(index=index, keep_alive=KEEP_ALIVE)["id"]

    def search(beyond: list[Any] | None, size: int) -> ObjectApiResponse[Any]:
        return elastic.search(
            pit={"id": pit, "keep_alive": KEEP_ALIVE},
            size=size,
            sort=[{"id": {"order": "asc", "missing": "_last"}}],
            search_after=beyond,
            track_total_hits=False,
        )

    try:
        with ThreadPoolExecutor(1, "documents") as pool:
            coming = pool.submit(search, None, FIRST_BATCH_DOCUMENTS)
            while hits := (answer := coming.result())["hits"]["hits"]:
                pit = answer["pit_id"]
                coming = pool.submit(search, hits[-1]["sort"], size_after(hits))
                yield hits
    finally:
        elastic.options(ignore_status=404).close_point_in_time(id=pit)


def size_after(hits: Sequence[Mapping[str, Any]]) -> int:
    """Return as many as fit into an answer of a few MB, going by those just seen."""
    weight = sum(len(value) for hit in hits for value in hit["_source"].values() if isinstance(value, str))
    return max(1, min(BATCH_ARTICLES, BATCH_CHARACTERS * len(hits) // max(1, weight)))


def difference(key: str, wanted: Mapping[str, Fingerprint], found: Mapping[str, Fingerprint]) -> Difference | None:
    """Say what is wrong with one article, if anything."""
    if key not in wanted:
        return Difference(key, Kind.ORPHAN) if key in found else None
    if wanted[key] is None:
        return Difference(key, Kind.DEAD_LETTERED)
    if key not in found:
        return Difference(key, Kind.MISSING)
    return None if wanted[key] == found[key] else Difference(key, Kind.STALE)


def merge(
    articles: Iterator[tuple[str, Fingerprint]], documents: Iterator[tuple[str, Fingerprint]]
) -> Iterator[Difference | None]:
    """Walk both in step; yield None for each pair that agrees, so that progress can be shown."""
    article, document = next(articles, None), next(documents, None)
    while article or document:
        take_article = article is not None and (document is None or article[0] <= document[0])
        take_document = document is not None and (article is None or document[0] <= article[0])
        wanted = dict([article]) if take_article and article else {}
        found = dict([document]) if take_document and document else {}
        yield difference(next(iter(wanted or found)), wanted, found)
        article = next(articles, None) if take_article else article
        document = next(documents, None) if take_document else document


def foreign(reasons: Mapping[str, str]) -> list[Difference]:
    return [
        Difference(str(key), Kind.DEAD_LETTERED, reasons.get(str(key), "_id is no ObjectId")) for key in foreign_ids()
    ]


def sweep(elastic: Elasticsearch, index: str, after: Timestamp) -> Iterator[Difference | None]:
    """Compare everything once, but for the foreign ids, which no index can hold."""
    strays: list[str] = []
    yield from merge(articles_in_order(elastic, after), documents_in_order(elastic, index, strays))
    yield from (Difference(stray, Kind.ORPHAN) for stray in strays)
