"""Runs a search on Elasticsearch, or on MongoDB while that is unavailable. Views use this, not a client."""

from search.engines.elasticsearch import ElasticsearchUnavailableError, search_elasticsearch
from search.engines.mongodb import FallbackError, search_mongodb
from search.values import Engine, SearchPage, SearchQuery


def run_search(query: SearchQuery) -> SearchPage:
    """Return the page from the first engine that answers; `failed` is set if neither does."""
    try:
        return search_elasticsearch(query)
    except ElasticsearchUnavailableError:
        pass
    try:
        return search_mongodb(query)
    except FallbackError:
        return SearchPage(query, (), 0, "eq", (), 0, Engine.MONGODB, pages=1, failed=True)
