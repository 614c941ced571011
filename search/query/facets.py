"""The list of facets: each one's name, its values in an address, its filters and its counts.

A new facet is one new entry in FACETS. The FilterSet, the links, the hidden inputs, the script, the chips, the counts,
the query language, the JSON form and the search in MongoDB all read this list.

Each facet is counted under the filters of the *other* facets, so that the values not chosen keep their counts. The
hits are filtered after the aggregations, by `post_filter`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR
from typing import Any

from elasticsearch.dsl import A, Search
from elasticsearch.dsl.aggs import Agg
from elasticsearch.dsl.query import Bool, MatchAll, Terms
from elasticsearch.dsl.query import Query as Clause

from catalog.categories import category_key, category_name
from catalog.models import Article, category_label
from search.query.normalise import whole_number
from search.values import FacetValues, SearchQuery

EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class FacetDefinition:
    """The definition of one facet.

    `name` is its parameter in the address, its key in the JSON form and the name of its chips. `field` is a keyword or
    a number field of the index; `lookup` is the MongoDB lookup for the same, which takes a list; `values_of` returns
    the values of an article. `read` converts the text of an address or an operator to a value, None if it is not one;
    `term` converts a value to the stored term. At most `limit` values are listed and can be chosen.
    """

    name: str
    label: str
    field: str
    lookup: str
    values_of: Callable[[Article], tuple[str, ...]]
    limit: int
    read: Callable[[str], str | None]
    term: Callable[[str], str | int] = str
    label_of: Callable[[str], str] = str
    # Values that are always listed, even with a count of 0; if set, only selected values are listed beside them.
    always: tuple[str, ...] = ()
    descending: bool = False
    # The parameter that excludes values; if empty, values cannot be excluded.
    exclude_parameter: str = ""
    # Whether the query language has the operator `name:value`.
    is_operator: bool = False

    def read_all(self, values: Iterable[str]) -> tuple[str, ...]:
        """Return the valid values, sorted and without duplicates, at most `limit`."""
        found = {value for value in map(self.read, values) if value is not None}
        return tuple(sorted(found, key=self.term)[: self.limit])

    def terms(self, values: Iterable[str]) -> list[str | int]:
        return [self.term(value) for value in values]


def read_category(value: str) -> str | None:
    return category_name(value) or None


def read_year(value: str) -> str | None:
    """Return a possible year; only the index knows which years have articles."""
    number = whole_number(value)
    return str(number) if number is not None and MINYEAR <= number <= MAXYEAR else None


def year_of(article: Article) -> tuple[str, ...]:
    return (str(article.published_at.year),) if article.published_at else ()


FACETS = (
    FacetDefinition(
        name="category",
        label="Category",
        field="category_key",
        lookup="category__in",
        values_of=lambda article: (article.category,),
        limit=20,
        read=read_category,
        term=category_key,
        label_of=category_label,
        exclude_parameter="exclude",
        is_operator=True,
    ),
    FacetDefinition(
        name="year",
        label="Year",
        field="year",
        lookup="published_at__year__in",
        values_of=year_of,
        limit=30,
        read=read_year,
        term=int,
        descending=True,
    ),
)


def any_of(values: FacetValues) -> list[Clause]:
    """Return a clause for each facet with values; it matches articles that have one of them."""
    return [Terms(facet.field, facet.terms(values[facet.name])) for facet in FACETS if facet.name in values]


def filter_of(chosen: FacetValues, excluded: FacetValues) -> Clause | None:
    """Return one filter: OR within a facet, AND between facets, excluded values as `must_not`."""
    if not (chosen or excluded):
        return None
    return Bool(filter=any_of(chosen), must_not=any_of(excluded))


def without(values: FacetValues, name: str) -> FacetValues:
    return {facet: each for facet, each in values.items() if facet != name}


def add_facets(search: Search[Any], query: SearchQuery) -> Search[Any]:
    """Count each facet's values under the filters of the other facets.

    A count is the number of hits if only that value of the facet were chosen, so an exclusion does not lower the
    counts of other values of the same facet.
    """
    for facet in FACETS:
        others = filter_of(without(query.chosen, facet.name), without(query.excluded, facet.name))
        counted: Agg[Any] = A("filter", filter=others or MatchAll())
        counted.bucket("values", "terms", field=facet.field, size=facet.limit)
        search.aggs.bucket(facet.name, counted)
    return count_everything(search)


def count_everything(search: Search[Any]) -> Search[Any]:
    """Count the matches before the facet filters: whether the text alone found enough."""
    search.aggs.bucket(EVERYTHING, A("filter", filter=MatchAll()))
    return search
