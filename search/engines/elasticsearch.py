"""Search in Elasticsearch: the strict pass, the fuzzy pass if that finds too little, and the alternatives."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from elastic_transport import ConnectionError as NodeConnectionError
from elastic_transport import ConnectionTimeout
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.dsl import Search

from catalog.middleware.limits import TooBusyError
from catalog.outages import short_reason
from search.documents import indexed_category
from search.engines import known_values, synonym_cache
from search.engines.alternatives import other_searches
from search.engines.facet_values import resolved
from search.engines.facet_values import widened as with_all_terms
from search.engines.former_index import search_index
from search.engines.known_values import KnownValues
from search.engines.limits.breaker import Breaker
from search.engines.limits.capacity import Capacity
from search.engines.picks.cache import pick_for
from search.engines.picks.reading import read_pick
from search.engines.responses import Answer, Count, read_answer, read_counts, read_hit, to_page
from search.index import ELASTICSEARCH_FAILED, alias_name, client
from search.query.build import add_sections, build_batch, build_count, build_pick, build_search
from search.query.facets import count_archive
from search.query.parse import parse_query
from search.query.synonyms import Synonyms
from search.values import MAX_DEPTH, Alternative, Alternatives, Hit, SearchPage, SearchQuery

logger = logging.getLogger(__name__)

# One for the process, so that after a few failures no request waits for a timeout.
breaker = Breaker()
capacity = Capacity(settings.SEARCHES_AT_ONCE)

# With fewer hits in the strict pass, the fuzzy pass follows, which allows typos and missing words.
ENOUGH = 3
# Hits that are read at once when all are, and how long their index is kept as it was for the next.
BATCH = 500
KEPT_OPEN = "1m"
# Nobody types while they wait for these.
BATCH_SECONDS = 10
TOO_MANY = 429
QUEUE_IS_FULL = "es_rejected_execution_exception"
NO_ANSWER = (NodeConnectionError, ConnectionTimeout)
# Raised by a response of another shape: a proxy, or another service on that port, may answer with status 200 too.
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError)


class ElasticsearchUnavailableError(Exception):
    """No usable answer from Elasticsearch: it is down, slow, broken, or the breaker is open."""


@contextmanager
def guarded(*, costly: bool = False, patience: float | None = None) -> Iterator[Elasticsearch]:
    """Yield the page's client for one request once there is room for it, unless the breaker is open.

    No response, a timeout or a response of another shape raises ElasticsearchUnavailableError and counts as a failure.
    No room, here or in Elasticsearch's own queue, raises TooBusyError and is none: it must not send all to MongoDB. Nor
    is a timeout during which Elasticsearch answered others.
    """
    with capacity.turn(costly=costly, patience=patience):
        if not breaker.allows():
            raise ElasticsearchUnavailableError("the breaker is open")
        with failures_counted():
            yield client("page")


@contextmanager
def failures_counted() -> Iterator[None]:
    began = breaker.clock()
    try:
        yield
    except (*ELASTICSEARCH_FAILED, *UNREADABLE) as error:
        if (isinstance(error, ApiError) and has_full_queue(error.body)) or (
            isinstance(error, ConnectionTimeout) and breaker.has_succeeded_since(began)
        ):
            raise TooBusyError from error
        breaker.failed()
        logger.warning("Elasticsearch did not answer a search: %s", without_query(error))
        raise ElasticsearchUnavailableError(str(error)) from error
    breaker.succeeded()


def has_full_queue(answer: Any) -> bool:
    """Return whether Elasticsearch had no place in its queue. Other reasons of a 429, as a lack of memory, last."""
    told = answer.get("error") if isinstance(answer, dict) and answer.get("status") == TOO_MANY else None
    causes = [told, *told.get("root_cause", ())] if isinstance(told, dict) else []
    return any(cause.get("type") == QUEUE_IS_FULL for cause in causes)


def without_query(error: Exception) -> str:
    """Return what failed, for the log. What a server said is left out: it may quote what a reader typed."""
    kind = type(error).__name__
    if isinstance(error, ApiError):
        return f"{kind} ({error.status_code} {error.error})"
    return f"{kind}: {short_reason(error)}" if isinstance(error, NO_ANSWER) else kind


def ask(query: SearchQuery, *, fuzzy: bool, archive: bool = False, sections: bool = False) -> Answer:
    """Send one request; `archive` asks for the counts of all articles too, and `sections` for the front page's.

    Where the editors have picked articles for the query, the same request asks for these.
    """
    body = build_search(query, fuzzy=fuzzy)
    if archive:
        body = count_archive(body)
    if sections:
        body = add_sections(body)
    pick = pick_for(query)
    with guarded(costly=fuzzy or query.is_costly) as elastic:
        if pick is None:
            return read_answer(search_index(elastic, body.to_dict()))
        picked = build_pick(query, pick.ids, fuzzy=fuzzy)
        found, its_articles = ask_all(elastic, lines_of((body, picked)))["responses"]
        return replace(read_answer(found), pick=read_pick(pick, its_articles))


def lines_of(searches: Sequence[Search[Any]]) -> list[dict[str, Any]]:
    return [line for search in searches for line in ({"index": alias_name()}, search.to_dict())]


def ask_all(elastic: Elasticsearch, lines: Sequence[Mapping[str, Any]]) -> Any:
    """Send several searches in one request; TooBusyError if one of them found the queue full."""
    body = elastic.msearch(searches=lines).body
    if any(has_full_queue(answer) for answer in body["responses"]):
        raise TooBusyError
    return body


def count(searches: Sequence[Search[Any]]) -> list[Count]:
    """Count the hits of each search, in one request."""
    with guarded(costly=True) as elastic:
        return read_counts(ask_all(elastic, lines_of(searches)))


@dataclass(frozen=True, slots=True)
class Widening:
    """What a request adds to a search: synonyms of its words, and all terms of its values."""

    synonyms: Synonyms
    known: KnownValues

    def __call__(self, query: SearchQuery) -> SearchQuery:
        meant = resolved(query, self.known).query
        return with_all_terms(replace(meant, parsed=self.synonyms.widen(meant.parsed)), self.known.vocabularies())


def widening() -> Widening:
    return Widening(synonym_cache.current(), known_values.current())


def too_little(query: SearchQuery, found: Answer | Count) -> bool:
    """Return whether the strict pass found so little that the fuzzy pass follows."""
    return found.everything < ENOUGH and query.parsed.can_be_fuzzy


def search_elasticsearch(query: SearchQuery) -> SearchPage:
    """Return a page; if the words find nothing and a better spelling does, the page of that.

    The address of such a page, and so its links, stay those of the words as typed.
    """
    page = search_as_typed(query)
    better = page.alternatives.spelling
    # Words that are found without the filters are no slip.
    if page.total or query.as_typed or not (better and better.is_close) or page.alternatives.everywhere:
        return page
    shown = search_as_typed(replace(query, parsed=better.query.parsed))
    typed = page.query.turned_to(shown.query.page)
    pick = page.pick.among(shown.hits, page.pick.hits) if page.pick else shown.pick
    return replace(shown, query=typed, alternatives=page.alternatives, respelled=better.query.text, pick=pick)


def search_as_typed(query: SearchQuery) -> SearchPage:
    """Run the strict pass and, if it finds too little, the fuzzy one; a page beyond the last is the last."""
    widen = widening()
    known = widen.known
    meant = resolved(query, known)
    query = meant.query
    sections = query.is_front and not known.has_dates
    strict = answer = ask(widen(query), fuzzy=False, archive=known.is_due(), sections=sections)
    known.learn(strict.archive, strict.names)
    if query.is_front:
        known.has_dates = strict.has_dates
    if fuzzy := too_little(query, strict):
        answer = ask(widen(query), fuzzy=True)
    page = page_of(query, answer, known)
    if query.page > page.pages:
        query = query.turned_to(page.pages)
        page = page_of(query, ask(widen(query), fuzzy=fuzzy), known)
    page = replace(page, notices=meant.notices, is_fuzzy=fuzzy)
    if others := other_searches(page.query, answer):
        page = replace(page, alternatives=count_alternatives(others, widen, typed=strict.total))
    if (spelling := page.alternatives.spelling) and all(each.is_close for each in answer.spellings):
        page = replace(page, alternatives=replace(page.alternatives, spelling=replace(spelling, is_close=True)))
    return page


def page_of(query: SearchQuery, answer: Answer, known: KnownValues) -> SearchPage:
    return to_page(query, answer, archive=known.archive, vocabularies=known.vocabularies())


def batches_of_hits(page: SearchPage, *, size: int = BATCH) -> Iterator[tuple[Hit, ...]]:
    """Yield all that the search of a page finds, up to MAX_DEPTH, as it was when the first batch was read."""
    widen = widening()
    query = replace(page.query, parsed=parse_query(page.respelled)) if page.respelled else page.query
    names = widen.known.vocabularies()["category"].names
    search = build_batch(widen(query), fuzzy=page.is_fuzzy, size=size).to_dict()
    with guarded(costly=True) as elastic:
        moment = elastic.open_point_in_time(index=alias_name(), keep_alive=KEPT_OPEN).body["id"]
    try:
        for _ in range(0, MAX_DEPTH, size):
            with guarded(costly=True, patience=BATCH_SECONDS) as elastic:
                patient = elastic.options(request_timeout=BATCH_SECONDS)
                answer = patient.search(body={**search, "pit": {"id": moment, "keep_alive": KEPT_OPEN}}).body
                found = answer["hits"]["hits"]
                moment = answer["pit_id"]
                hits = tuple(read_hit(each) for each in found)
            yield tuple(replace(hit, category=names.get(indexed_category(hit.category), hit.category)) for hit in hits)
            if len(found) < size:
                return
            search["search_after"] = found[-1]["sort"]
    finally:
        # It would end by itself.
        with suppress(*ELASTICSEARCH_FAILED):
            client("page").close_point_in_time(id=moment)


def count_alternatives(others: Mapping[str, SearchQuery], widen: Widening, *, typed: int) -> Alternatives:
    """Count the hits of other searches as their own pages would; none is offered if they cannot be counted."""
    expanded = [widen(query) for query in others.values()]
    searches = [build_count(query, fuzzy=fuzzy) for query in expanded for fuzzy in (False, True)]
    try:
        counts = count(searches)
    except (ElasticsearchUnavailableError, TooBusyError):
        return Alternatives()
    found: dict[str, Alternative] = {}
    for name, query, strict, fuzzy in zip(others, others.values(), counts[::2], counts[1::2], strict=True):
        total = (fuzzy if too_little(query, strict) else strict).total
        if total > (typed if name == "spelling" else 0):
            found[name] = Alternative(query, total)
    return Alternatives(**found)
