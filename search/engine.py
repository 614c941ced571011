"""Asks Elasticsearch, and MongoDB when Elasticsearch does not answer. Views come here, never to a client."""

import logging
from dataclasses import replace

from elastic_transport import TransportError
from elasticsearch import ApiError

from search.answers import Answer, read_answer, to_page
from search.breaker import Breaker
from search.fallback import FallbackError, search_mongodb
from search.index import client
from search.queries import build_search
from search.text import split
from search.values import Engine, SearchPage, SearchQuery

logger = logging.getLogger(__name__)

# One for the process: what one request learnt about Elasticsearch spares the next its time-out.
breaker = Breaker()

# With fewer hits than this the strict pass has found too little, and slips and missing words are forgiven.
ENOUGH = 3
# What reading an answer of another shape raises: a proxy, or something else on that port, may say 200 too.
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError)


class ElasticsearchAwayError(Exception):
    """No usable answer from Elasticsearch: it is down, slow, broken, or the breaker is open."""


def ask(query: SearchQuery, *, forgiving: bool) -> Answer:
    """Send one request. A refused, failed or late one raises ElasticsearchAwayError and counts for the breaker."""
    if not breaker.allows():
        raise ElasticsearchAwayError("the breaker is open")
    body = build_search(query, forgiving=forgiving)
    try:
        response = client("page").search(index=body._index, body=body.to_dict())  # noqa: SLF001
        answer = read_answer(response.body)
    except (TransportError, ApiError, *UNREADABLE) as error:
        breaker.failed()
        logger.warning("Elasticsearch did not answer a search: %s: %s", type(error).__name__, error)
        raise ElasticsearchAwayError(str(error)) from error
    breaker.succeeded()
    return answer


def search_elasticsearch(query: SearchQuery) -> SearchPage:
    """Search strictly, and once more forgivingly when that finds too little; a page too far is the last one."""
    answer = ask(query, forgiving=False)
    forgiving = answer.everything < ENOUGH and bool(split(query.text).all)
    if forgiving:
        answer = ask(query, forgiving=True)
    page = to_page(query, answer)
    if query.page > page.pages:
        query = replace(query, page=page.pages)
        page = to_page(query, ask(query, forgiving=forgiving))
    return page


def run_search(query: SearchQuery) -> SearchPage:
    """Return the page for a query from whichever engine answers; `failed` is set when neither does."""
    try:
        return search_elasticsearch(query)
    except ElasticsearchAwayError:
        pass
    try:
        return search_mongodb(query)
    except FallbackError:
        return SearchPage(query, (), 0, "eq", (), 0, Engine.MONGODB, pages=1, failed=True)
