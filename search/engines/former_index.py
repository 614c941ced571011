"""The index of the version before, which answers until the worker has built another.

It has no fields for the simple marks of search/query/highlights.py, so what is asked of it is asked again without them.
"""

from functools import cache
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch

from search.documents import articles
from search.index import alias_name, mapping_hash
from search.query.highlights import SIMPLE_FIELDS, TEXT

Body = dict[str, Any]


@cache
def own_mapping(_language: str) -> str:
    return mapping_hash(articles.body())


def is_former(index: str) -> bool:
    return f"-{own_mapping(settings.ARCHIVE_LANGUAGE)}-" not in index


def search_index(elastic: Elasticsearch, body: Body) -> Any:
    """Send a search and return the answer."""
    found = elastic.search(index=alias_name(), body=body).body
    fields: Body = body.get("highlight", {}).get("fields", {})
    simple = fields.keys() & SIMPLE_FIELDS
    if simple and (hits := found["hits"]["hits"]) and is_former(hits[0]["_index"]):
        fields[TEXT] = {**fields.pop(*simple), "require_field_match": True}
        return elastic.search(index=alias_name(), body=body).body
    return found
