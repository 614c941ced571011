"""Builds the Elasticsearch request for a SearchQuery. No HTTP, no client."""

from collections.abc import Sequence
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, Ids

from search.index import alias_name
from search.query.facets import add_facets, any_of, any_typed, count_everything, filter_of
from search.query.highlights import add_highlights
from search.query.spelling import add_suggestions
from search.query.text_query import text_query
from search.values import MAX_DEPTH, SearchQuery, Sort

# Only the fields that the page shows; `content` is only in an index from before `lead` (decision 0028).
SOURCE: list[Any] = [
    *("id", "title", "lead", "content", "category", "published_at", "author", "source_url", "updated_at"),
]
# How far from its former place an article is looked for, in hits: the archive may have changed since.
NEARBY = 10
SECTIONS = "sections"
MOST_SECTIONS = 12
SECTION_SIZE = 3
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
    search = add_facets(matching(query, fuzzy=fuzzy), query)
    search = add_highlights(search, parsed, fuzzy=fuzzy)
    if fuzzy:
        search = add_suggestions(search, parsed)
    return in_order(search, query).extra(track_total_hits=True)[query.start : query.end]


def add_sections(search: Search[Any]) -> Search[Any]:
    """Ask for the largest categories too, each with the articles that were last added to it or changed in it."""
    sections = search.aggs.bucket(SECTIONS, "terms", field="category_key", size=MOST_SECTIONS)
    last: list[Any] = [{"updated_at": {"order": "desc", "missing": "_last"}}, {"id": "desc"}]
    sections.metric("hits", "top_hits", size=SECTION_SIZE, sort=last, _source=SOURCE)
    return search


def build_batch(query: SearchQuery, *, fuzzy: bool, size: int) -> Search[Any]:
    """Return a request for hits only, of which `search_after` continues the one before."""
    return in_order(matching(query, fuzzy=fuzzy), query).extra(track_total_hits=False, size=size)


def in_order(search: Search[Any], query: SearchQuery) -> Search[Any]:
    return search.sort(*SORTS[query.order]).source(SOURCE).extra(track_scores=query.parsed.ranks)


def matching(query: SearchQuery, *, fuzzy: bool) -> Search[Any]:
    search: Search[Any] = Search(index=alias_name())
    search = search.query(text_query(query.parsed, fuzzy=fuzzy, any_word=query.any_word))
    chosen = filter_of(query.chosen, query.excluded)
    return search.post_filter(chosen) if chosen else search


def build_pick(query: SearchQuery, ids: Sequence[str], *, fuzzy: bool = False) -> Search[Any]:
    """Return a request for articles by their ids, under the filters of the search, with its words marked."""
    parsed = query.parsed
    search: Search[Any] = Search(index=alias_name()).query(
        Bool(
            filter=[Ids(values=list(ids)), *any_of(query.chosen), *any_typed(parsed.chosen_values)],
            must_not=[*any_of(query.excluded), *any_typed(parsed.excluded_values)],
        )
    )
    search = add_highlights(search, parsed, fuzzy=fuzzy).source(SOURCE)
    return search.extra(track_total_hits=False)[: len(ids)]


def build_count(query: SearchQuery, *, fuzzy: bool = False) -> Search[Any]:
    """Return a request that only counts the matches, with and without the facet filters."""
    return count_everything(matching(query, fuzzy=fuzzy)).extra(track_total_hits=True)[0:0]


def first_of_place(at: int) -> int:
    """Return the number of the first hit that `build_place` asks for: one more, as a neighbour."""
    return max(1, at - NEARBY - 1)


def build_place(query: SearchQuery, at: int, *, fuzzy: bool = False) -> Search[Any]:
    """Return a request for the ids of the hits around number `at`, in the order of the pages."""
    search = count_everything(matching(query, fuzzy=fuzzy)).sort(*SORTS[query.order])
    start, end = first_of_place(at) - 1, min(at + NEARBY + 1, MAX_DEPTH)
    return search.source(False).extra(track_total_hits=True)[start:end]  # noqa: FBT003  # the library's own way
