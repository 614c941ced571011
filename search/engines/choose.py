"""Which engine answers: Elasticsearch, or MongoDB when it is unavailable. Views come here, never to a client."""

from search.engines.elasticsearch import ElasticsearchUnavailableError, search_elasticsearch
from search.engines.mongodb import FallbackError, search_mongodb
from search.values import Engine, SearchPage, SearchQuery


def run_search(query: SearchQuery) -> SearchPage:
    """Return the page for a query from whichever engine answers; `failed` is set when neither does."""
    try:
        return search_elasticsearch(query)
    except ElasticsearchUnavailableError:
        pass
    try:
        return search_mongodb(query)
    except FallbackError:
        return SearchPage(query, (), 0, "eq", (), 0, Engine.MONGODB, pages=1, failed=True)
