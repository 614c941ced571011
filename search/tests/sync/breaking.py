"""What somebody may do to the two stores, past the worker; both forms of a fault do it the same way."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bson import ObjectId
from elasticsearch import Elasticsearch
from pymongo.collection import Collection

# Each makes an article of a shape that cannot be indexed.
DAMAGES: list[dict[str, object]] = [
    {"title": 5},
    {"content": None},
    {"category": ["tech"]},
    {"published_at": "last week"},
    {"content": {"a": 1}},
]
# The mapping is strict.
UNKNOWN_FIELD = {"set": {"field": "surprise", "value": 1}}


def remove_alias(elastic: Elasticsearch, index: str, alias: str) -> None:
    elastic.indices.delete_alias(index=index, name=alias)


def remove_index(elastic: Elasticsearch, index: str, _alias: str) -> None:
    elastic.indices.delete(index=index)


def drop_and_restore(articles: Collection[dict[str, Any]], rows: Sequence[dict[str, Any]]) -> None:
    """Drop the collection, and make it anew with its options and indexes and with these rows."""
    options = articles.options()
    indexes = [index for name, index in articles.index_information().items() if name != "_id_"]
    articles.drop()
    restored = articles.database.create_collection(articles.name, **options)
    for index in indexes:
        restored.create_index(index["key"])
    restored.insert_many(rows)


@contextmanager
def refusing_every_document(elastic: Elasticsearch, prefix: str) -> Iterator[str]:
    """Every index that is made from now on refuses all: its pipeline adds a field that the mapping does not have.

    Yields the pipeline's name, for an index that is there already.
    """
    pipeline = template = f"{prefix}refuses"
    elastic.ingest.put_pipeline(id=pipeline, processors=[UNKNOWN_FIELD])
    settings = {"index.final_pipeline": pipeline}
    elastic.indices.put_index_template(
        name=template, index_patterns=[f"{prefix}*"], template={"settings": settings}, priority=500
    )
    try:
        yield pipeline
    finally:
        elastic.indices.delete_index_template(name=template)
        for index in elastic.indices.get(index=f"{prefix}*").body:
            elastic.indices.put_settings(index=index, settings={"index.final_pipeline": "_none"})
        elastic.ingest.delete_pipeline(id=pipeline)


def tamper(elastic: Elasticsearch, index: str, stale: ObjectId, missing: ObjectId) -> str:
    """Change one document, remove another and invent a third; return the id of that one."""
    source = elastic.get(index=index, id=str(stale))["_source"]
    elastic.index(index=index, id=str(stale), document={**source, "title": "Tampered"}, refresh=True)
    elastic.delete(index=index, id=str(missing), refresh=True)
    invented = str(ObjectId())
    elastic.index(index=index, id=invented, document={**source, "id": invented}, refresh=True)
    return invented
