"""Runs a search on Elasticsearch, or on MongoDB while that is unavailable. Views use this, not a client."""

from django.dispatch import Signal

from search.engines.elasticsearch import ElasticsearchUnavailableError, search_elasticsearch
from search.engines.mongodb import FallbackError, search_mongodb
from search.values import Engine, SearchPage, SearchQuery

searched = Signal()  # with the `page` of each search, for those who count


def run_search(query: SearchQuery) -> SearchPage:
    """Return the page from the first engine that answers; `failed` is set if neither does."""
    page = first_answer(query)
    searched.send(run_search, page=page)
    return page


def first_answer(query: SearchQuery) -> SearchPage:
    try:
        return search_elasticsearch(query)
    except ElasticsearchUnavailableError:
        pass
    try:
        return search_mongodb(query)
    except FallbackError:
        return SearchPage(query, (), 0, "eq", (), 0, Engine.MONGODB, pages=1, failed=True)
