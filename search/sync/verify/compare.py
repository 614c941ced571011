"""Compares every article with its indexed document: a merge-join of both stores in `_id` order.

What it finds are candidates only: while articles are being written, the two stores are never read at the same moment.
search/sync/verify/recheck.py confirms each of them or drops it.
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

BATCH_ARTICLES = 500  # read at once from MongoDB; at most as many documents from Elasticsearch
FIRST_BATCH_DOCUMENTS = 50  # their size is not known yet
BATCH_CHARACTERS = 4 * 2**20  # of text in an answer of Elasticsearch, roughly
KEEP_ALIVE = "5m"


class Kind(StrEnum):
    MISSING = "missing"  # an article has no document
    STALE = "stale"  # the document's content is not the article's
    ORPHAN = "orphan"  # a document has no article
    DEAD_LETTERED = "dead-lettered"  # the article cannot be indexed


@dataclass(frozen=True, slots=True)
class Difference:
    id: str
    kind: Kind
    reason: str = ""


# None for an article that exists and cannot be indexed.
Fingerprint = str | None


def fingerprint(elastic: Elasticsearch, source: dict[str, Any]) -> str:
    """Return the digest of a document as the index holds it, or as it would once written there."""
    # By the serializer that writes documents, so that a date looks the same on both sides.
    to_json = elastic.transport.serializers.get_serializer("application/json").default  # type: ignore[attr-defined]
    canonical = json.dumps(source, default=to_json, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def expected(elastic: Elasticsearch, ids: Sequence[ObjectId], after: Timestamp) -> dict[str, Fingerprint]:
    """Return the fingerprints that these articles should have in the index, by id, without those that do not exist."""
    return {
        str(key): None if isinstance(article, Exception) else expected_fingerprint(elastic, article)
        for batch in read_batches(ids)
        for key, article in read_articles(batch, after).items()
    }


def expected_fingerprint(elastic: Elasticsearch, article: Article) -> Fingerprint:
    try:
        return fingerprint(elastic, document_of(article))
    except Exception:  # noqa: BLE001  # as in Applier.write_of: the dead letter has the reason
        return None


def articles_in_order(elastic: Elasticsearch, after: Timestamp) -> Iterator[tuple[str, Fingerprint]]:
    for batch in id_batches(BATCH_ARTICLES):
        yield from sorted(expected(elastic, batch, after).items())


def documents_in_order(elastic: Elasticsearch, index: str, strays: list[str]) -> Iterator[tuple[str, Fingerprint]]:
    """Yield (id, fingerprint) of every document, in the order of its `id` field, from one point in time.

    A document whose `id` is not its `_id` would break that order; its `_id` is added to `strays`.
    """
    for batch in document_batches(elastic, index):
        for hit in batch:
            if hit["_source"].get("id") == hit["_id"]:
                yield hit["_id"], fingerprint(elastic, hit["_source"])
            else:
                strays.append(hit["_id"])


def document_batches(elastic: Elasticsearch, index: str) -> Iterator[list[dict[str, Any]]]:
    """Yield every document in batches; while one is compared, Elasticsearch searches for the next."""
    pit = elastic.open_point_in_time(index=index, keep_alive=KEEP_ALIVE)["id"]

    def search(after: list[Any] | None, size: int) -> ObjectApiResponse[Any]:
        return elastic.search(
            pit={"id": pit, "keep_alive": KEEP_ALIVE},
            size=size,
            sort=[{"id": {"order": "asc", "missing": "_last"}}],
            search_after=after,
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
    """Return how many documents fit into an answer of a few MB, judging by these."""
    weight = sum(len(value) for hit in hits for value in hit["_source"].values() if isinstance(value, str))
    return max(1, min(BATCH_ARTICLES, BATCH_CHARACTERS * len(hits) // max(1, weight)))


def difference(key: str, wanted: Mapping[str, Fingerprint], found: Mapping[str, Fingerprint]) -> Difference | None:
    """Return how one article differs; None if it does not."""
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
    """Merge-join both, given in `_id` order; yield None for each pair that agrees, for the progress bar."""
    article, document = next(articles, None), next(documents, None)
    while article or document:
        take_article = article is not None and (document is None or article[0] <= document[0])
        take_document = document is not None and (article is None or document[0] <= article[0])
        wanted = dict([article]) if take_article and article else {}
        found = dict([document]) if take_document and document else {}
        yield difference(next(iter(wanted or found)), wanted, found)
        article = next(articles, None) if take_article else article
        document = next(documents, None) if take_document else document


def foreign_differences(reasons: Mapping[str, str]) -> list[Difference]:
    names = [str(key) for key in foreign_ids()]
    return [Difference(name, Kind.DEAD_LETTERED, reasons.get(name, "_id is not an ObjectId")) for name in names]


def compare_all(elastic: Elasticsearch, index: str, after: Timestamp) -> Iterator[Difference | None]:
    """Compare every article and document once, except articles with a foreign id, which no index can hold."""
    strays: list[str] = []
    yield from merge(articles_in_order(elastic, after), documents_in_order(elastic, index, strays))
    yield from (Difference(stray, Kind.ORPHAN) for stray in strays)
