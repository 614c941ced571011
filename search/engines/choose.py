"""Runs a search on Elasticsearch, or on MongoDB while that is unavailable; counts one. Views use this, not a client."""

from django.conf import settings
from django.dispatch import Signal

from search.engines.elasticsearch import ElasticsearchUnavailableError, guarded, search_elasticsearch, widening
from search.engines.limits.capacity import Capacity
from search.engines.mongodb import FallbackError, search_mongodb
from search.index import alias_name
from search.query.build import build_count
from search.values import Engine, SearchPage, SearchQuery

# What MongoDB is asked while it stands in: a scan of its articles takes longer than a search.
capacity = Capacity(settings.SEARCHES_AT_ONCE)
searched = Signal()  # with the `page` of each search, for those who count


def run_search(query: SearchQuery) -> SearchPage:
    """Return the page from the first engine that answers; `failed` is set if neither does.

    Raises TooBusyError if an engine is well and has no room.
    """
    page = first_answer(query)
    searched.send(run_search, page=page)
    return page


def first_answer(query: SearchQuery) -> SearchPage:
    try:
        return search_elasticsearch(query)
    except ElasticsearchUnavailableError:
        pass
    try:
        with capacity.turn(costly=query.is_costly):
            return search_mongodb(query)
    except FallbackError:
        return SearchPage(query, (), 0, "eq", (), 0, Engine.MONGODB, pages=1, failed=True)


def count_again(query: SearchQuery, *, fuzzy: bool) -> int:
    """Return how many articles a pass of a search finds now: one request without hits, and never MongoDB.

    Nobody has searched, so it is counted as no search, and as it can wait it is the first to be refused on a busy site.
    Raises ElasticsearchUnavailableError and TooBusyError.
    """
    body = build_count(widening()(query), fuzzy=fuzzy).to_dict()
    with guarded(costly=True) as elastic:
        return int(elastic.search(index=alias_name(), body=body).body["hits"]["total"]["value"])
