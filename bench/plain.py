"""The plainest search of articles, which benchmarks compare ours with."""

from typing import Any

from bench import setup  # noqa: F401  # Django, before the models
from catalog.models import Article


def plain_body() -> dict[str, Any]:
    """Return the index of a tutorial: text fields with the standard analyzer."""
    fields = {"title": "text", "content": "text", "category": "keyword", "published_at": "date"}
    return {
        "mappings": {"properties": {name: {"type": kind} for name, kind in fields.items()}},
        "settings": {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"},
    }


def plain_document(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in ("title", "content", "category", "published_at")}


def plain_query(text: str) -> dict[str, Any]:
    """Return a plain multi_match query, as in a tutorial."""
    return {"query": {"multi_match": {"query": text, "fields": ["title^3", "content"], "fuzziness": "AUTO"}}}
