"""Builds the Elasticsearch request for a SearchQuery. No HTTP, no client."""

from typing import Any

from elasticsearch.dsl import Search

from search.index import alias_name
from search.query.facets import add_facets, count_everything, filter_of
from search.query.highlights import add_highlights
from search.query.spelling import add_suggestions
from search.query.text_query import text_query
from search.values import SearchQuery, Sort

# Only the fields that the page shows.
SOURCE: list[Any] = ["id", "title", "category", "published_at", "author", "source_url"]
# Each ends with what no two articles share, so that every article has one place in it.
BY_TITLE: list[Any] = [{"title.whole": "asc"}, {"id": "asc"}]
SORTS: dict[Sort, list[Any]] = {
    Sort.RELEVANCE: ["_score", *BY_TITLE],
    Sort.NEWEST: [{"published_at": {"order": "desc", "missing": "_last"}}, *BY_TITLE],
    Sort.OLDEST: [{"published_at": {"order": "asc", "missing": "_last"}}, *BY_TITLE],
    Sort.TITLE: BY_TITLE,
}


def build_search(query: SearchQuery, *, fuzzy: bool = False) -> Search[Any]:
    """Return the complete request for one page: query, facets, filters, highlights, sort, offset, source.

    `fuzzy` selects the second pass, made when the strict one finds too little. It also requests spelling suggestions.
    """
    parsed = query.parsed
    clause = text_query(parsed, fuzzy=fuzzy, any_word=query.any_word)
    search: Search[Any] = Search(index=alias_name()).query(clause)
    if chosen := filter_of(query.chosen, query.excluded):
        search = search.post_filter(chosen)
    search = add_facets(search, query)
    search = add_highlights(search, parsed, fuzzy=fuzzy)
    if fuzzy:
        search = add_suggestions(search, parsed)
    ranks = parsed.ranks
    order = SORTS[query.order]
    start = (query.page - 1) * query.size
    return (
        search.sort(*order).source(SOURCE).extra(track_scores=ranks, track_total_hits=True)[start : start + query.size]
    )


def build_count(query: SearchQuery, *, fuzzy: bool = False) -> Search[Any]:
    """Return a request that only counts the matches, with and without the facet filters."""
    clause = text_query(query.parsed, fuzzy=fuzzy, any_word=query.any_word)
    search: Search[Any] = Search(index=alias_name()).query(clause)
    if chosen := filter_of(query.chosen, query.excluded):
        search = search.post_filter(chosen)
    return count_everything(search).extra(track_total_hits=True)[0:0]
