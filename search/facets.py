"""The one list of facets, how they narrow a search and how they are counted.

Each facet is counted under the filters of the *other* facets, so that the values not chosen keep their counts; the
hits themselves are narrowed after the counting, by `post_filter`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from elasticsearch.dsl import A, Search
from elasticsearch.dsl.aggs import Agg
from elasticsearch.dsl.query import Bool, MatchAll, Terms
from elasticsearch.dsl.query import Query as Clause

from catalog.categories import Category
from search.values import SearchQuery

EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class FacetDefinition:
    """`chosen` and `excluded` read a facet's part of a query.

    `always` are the values of a facet with a fixed list: all of them are shown, also at 0, and no others.
    """

    name: str
    label: str
    field: str
    limit: int
    chosen: Callable[[SearchQuery], tuple[str | int, ...]]
    excluded: Callable[[SearchQuery], tuple[str | int, ...]]
    label_of: Callable[[str], str]
    always: tuple[str, ...] = ()
    newest_first: bool = False


def category_label(value: str) -> str:
    return str(Category(value).label) if value in Category.values else value


FACETS = (
    FacetDefinition(
        name="category",
        label="Category",
        field="category",
        limit=20,
        chosen=lambda query: query.categories,
        excluded=lambda query: query.excluded,
        label_of=category_label,
        # Chips that stay where they are while a reader types: none appears or vanishes, only counts change.
        always=tuple(Category.values),
    ),
    FacetDefinition(
        name="year",
        label="Year",
        field="year",
        limit=30,
        chosen=lambda query: query.years,
        excluded=lambda _query: (),
        label_of=str,
        newest_first=True,
    ),
)


def filter_of(query: SearchQuery, *, other_than: str = "") -> Clause | None:
    """Return the chosen facets as one filter: OR within a facet, AND between them, exclusions taken out."""
    must: list[Clause] = []
    must_not: list[Clause] = []
    for facet in FACETS:
        if facet.name == other_than:
            continue
        if chosen := facet.chosen(query):
            must.append(Terms(facet.field, list(chosen)))
        if excluded := facet.excluded(query):
            must_not.append(Terms(facet.field, list(excluded)))
    return Bool(filter=must, must_not=must_not) if must or must_not else None


def add_facets(search: Search[Any], query: SearchQuery) -> Search[Any]:
    """Count each facet's values under the filters of the other facets.

    A count is the number of hits that choosing the value alone would show, so an exclusion inside the same facet
    does not lower its neighbours' counts.
    """
    for facet in FACETS:
        others = filter_of(query, other_than=facet.name)
        counted: Agg[Any] = A("filter", filter=others or MatchAll())
        counted.bucket("values", "terms", field=facet.field, size=facet.limit)
        search.aggs.bucket(facet.name, counted)
    return count_everything(search)


def count_everything(search: Search[Any]) -> Search[Any]:
    """Count what matched before the facets narrowed it: tells whether the text itself found enough."""
    search.aggs.bucket(EVERYTHING, A("filter", filter=MatchAll()))
    return search
