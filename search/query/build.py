"""Builds the Elasticsearch request for a SearchQuery. No HTTP, no client."""

from typing import Any

from elasticsearch.dsl import Search

from search.index import alias_name
from search.query.facets import add_facets, count_everything, filter_of
from search.query.highlights import add_highlights
from search.query.spelling import add_suggestions
from search.query.text_query import text_query
from search.values import MAX_DEPTH, SearchQuery, Sort

# Only the fields that the page shows.
SOURCE: list[Any] = ["id", "title", "category", "published_at", "author", "source_url"]
# How far from its former place an article is looked for, in hits: the archive may have changed since.
NEARBY = 10
SORTS: dict[Sort, list[Any]] = {
    Sort.RELEVANCE: ["_score", {"title.whole": "asc"}],
    Sort.NEWEST: [{"published_at": {"order": "desc", "missing": "_last"}}, {"title.whole": "asc"}],
    Sort.TITLE: [{"title.whole": "asc"}],
}


def build_search(query: SearchQuery, *, fuzzy: bool = False) -> Search[Any]:
    """Return the complete request for one page: query, facets, filters, highlights, sort, offset, source.

    `fuzzy` selects the second pass, made when the strict one finds too little. It also requests spelling suggestions.
    """
    parsed = query.parsed
    search = add_facets(build_hits(query, fuzzy=fuzzy), query)
    search = add_highlights(search, parsed, fuzzy=fuzzy)
    if fuzzy:
        search = add_suggestions(search, parsed)
    start = (query.page - 1) * query.size
    return (
        search.sort(*SORTS[query.order])
        .source(SOURCE)
        .extra(track_scores=parsed.ranks, track_total_hits=True)[start : start + query.size]
    )


def build_hits(query: SearchQuery, *, fuzzy: bool) -> Search[Any]:
    """Return the request for the hits under the facet filters, without order, slice and fields."""
    clause = text_query(query.parsed, fuzzy=fuzzy, any_word=query.any_word)
    search: Search[Any] = Search(index=alias_name()).query(clause)
    if chosen := filter_of(query.chosen, query.excluded):
        search = search.post_filter(chosen)
    return search


def build_count(query: SearchQuery, *, fuzzy: bool = False) -> Search[Any]:
    """Return a request that only counts the matches, with and without the facet filters."""
    return count_everything(build_hits(query, fuzzy=fuzzy)).extra(track_total_hits=True)[0:0]


def first_of_place(at: int) -> int:
    """Return the number of the first hit that `build_place` asks for: one more, as a neighbour."""
    return max(1, at - NEARBY - 1)


def build_place(query: SearchQuery, at: int, *, fuzzy: bool = False) -> Search[Any]:
    """Return a request for the ids of the hits around number `at`, in the order of the pages."""
    search = count_everything(build_hits(query, fuzzy=fuzzy)).sort(*SORTS[query.order])
    start, end = first_of_place(at) - 1, min(at + NEARBY + 1, MAX_DEPTH)
    return search.source(False).extra(track_total_hits=True)[start:end]  # noqa: FBT003  # the library's own way
