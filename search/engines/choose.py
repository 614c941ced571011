"""Runs a search on Elasticsearch, or on MongoDB while that is unavailable. Views use this, not a client."""

from django.conf import settings
from django.dispatch import Signal

from catalog.middleware.limits import TooBusyError
from search.engines import elasticsearch
from search.engines.breaker import Breaker
from search.engines.capacity import Capacity
from search.engines.elasticsearch import ElasticsearchUnavailableError, search_elasticsearch
from search.engines.mongodb import FallbackError, search_mongodb
from search.values import Engine, SearchPage, SearchQuery

# What MongoDB is asked while it stands in: a scan of its articles takes longer than a search.
capacity = Capacity(settings.SEARCHES_AT_ONCE)
fallback = Breaker()  # only remembers when MongoDB has answered
# A machine without a core to spare is late with everything: that is an overload, and no outage. Three times as long as
# the breaker keeps Elasticsearch from being asked.
RECENTLY = 15.0  # seconds
searched = Signal()  # with the `page` of each search, for those who count


def run_search(query: SearchQuery) -> SearchPage:
    """Return the page from the first engine that answers; `failed` is set if neither does.

    Raises TooBusyError if an engine is well and has no room, or if neither answers in time that did just now.
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
            page = search_mongodb(query)
    except FallbackError as error:
        if is_overloaded():
            raise TooBusyError from error
        return SearchPage(query, (), 0, "eq", (), 0, Engine.MONGODB, pages=1, failed=True)
    fallback.succeeded()
    return page


def is_overloaded() -> bool:
    """Return whether Elasticsearch was late, and it or MongoDB has answered a search recently."""
    breaker = elasticsearch.breaker
    moment = breaker.clock() - RECENTLY
    return breaker.was_late and any(each.has_succeeded_since(moment) for each in (breaker, fallback))
