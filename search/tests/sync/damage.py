"""Damage that somebody may do to either store behind the worker's back, shared by both forms of a fault."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bson import ObjectId
from elasticsearch import Elasticsearch
from pymongo.collection import Collection

# Each turns an article into one that cannot be indexed.
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
    """Drop the collection and recreate it with its options, its indexes and these rows."""
    options = articles.options()
    indexes = {name: index["key"] for name, index in articles.index_information().items() if name != "_id_"}
    articles.drop()
    restored = articles.database.create_collection(articles.name, **options)
    for name, key in indexes.items():
        restored.create_index(key, name=name)  # by its name, which other tests look for
    restored.insert_many(rows)


@contextmanager
def refusing_every_document(elastic: Elasticsearch, prefix: str) -> Iterator[str]:
    """Have every new index refuse all documents: its pipeline adds a field that the mapping does not have.

    Yields the pipeline's name, for use on an index that exists already.
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
    """Change one document, delete another and add one without an article; return the id of the last."""
    source = elastic.get(index=index, id=str(stale))["_source"]
    elastic.index(index=index, id=str(stale), document={**source, "title": "Tampered"}, refresh=True)
    elastic.delete(index=index, id=str(missing), refresh=True)
    invented = str(ObjectId())
    elastic.index(index=index, id=invented, document={**source, "id": invented}, refresh=True)
    return invented
