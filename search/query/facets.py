"""The one list of facets: how each is named, read from an address, filtered by and counted.

A new facet is one more entry of FACETS. The FilterSet, the links, the hidden inputs, the script, the chips, the counts,
the query language, the JSON form and the search in MongoDB all read this list.

Each facet is counted under the filters of the *other* facets, so that the values not chosen keep their counts; the
hits themselves are narrowed after the counting, by `post_filter`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR
from typing import Any

from elasticsearch.dsl import A, Search
from elasticsearch.dsl.aggs import Agg
from elasticsearch.dsl.query import Bool, MatchAll, Terms
from elasticsearch.dsl.query import Query as Clause

from catalog.categories import Category
from catalog.models import Article
from search.query.normalise import whole_number
from search.values import FacetValues, SearchQuery

EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class FacetDefinition:
    """Everything there is to know of one facet.

    `name` is its parameter in the address, its key in the JSON form and the name of its chips. `field` is a keyword or
    a number of the index; `lookup` filters by the same in MongoDB and takes a list; `values_of` returns an article's
    own values. `read` returns what an address or an operator gives as a value of the facet, None for what is none;
    `term` returns that value as both stores hold it. `limit` is how many values are listed and may be chosen.
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
    # The values that are always listed, also at 0, and no others beside the chosen ones.
    always: tuple[str, ...] = ()
    descending: bool = False
    # The parameter that excludes values; without one they can only be chosen.
    exclude_parameter: str = ""
    # Whether the query language knows it as `name:value`.
    is_operator: bool = False

    def read_all(self, values: Iterable[str]) -> tuple[str, ...]:
        """Return the values among those given, each once, in their order, at most `limit` of them."""
        found = {value for value in map(self.read, values) if value is not None}
        return tuple(sorted(found, key=self.term)[: self.limit])

    def terms(self, values: Iterable[str]) -> list[str | int]:
        return [self.term(value) for value in values]


def read_category(value: str) -> str | None:
    return value.lower() if value.lower() in Category.values else None


def category_label(value: str) -> str:
    return str(Category(value).label) if value in Category.values else value


def read_year(value: str) -> str | None:
    """Return what can be a year; which years hold articles, only the index knows."""
    number = whole_number(value)
    return str(number) if number is not None and MINYEAR <= number <= MAXYEAR else None


def year_of(article: Article) -> tuple[str, ...]:
    return (str(article.published_at.year),) if article.published_at else ()


FACETS = (
    FacetDefinition(
        name="category",
        label="Category",
        field="category",
        lookup="category__in",
        values_of=lambda article: (article.category,),
        limit=20,
        read=read_category,
        label_of=category_label,
        # Chips that stay where they are while a reader types: none appears or vanishes, only counts change.
        always=tuple(Category.values),
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
    """Return a clause for each facet that has values: an article must have one of them."""
    return [Terms(facet.field, facet.terms(values[facet.name])) for facet in FACETS if facet.name in values]


def filter_of(chosen: FacetValues, excluded: FacetValues) -> Clause | None:
    """Return chosen values as one filter: OR within a facet, AND between them, exclusions taken out."""
    if not (chosen or excluded):
        return None
    return Bool(filter=any_of(chosen), must_not=any_of(excluded))


def without(values: FacetValues, name: str) -> FacetValues:
    return {facet: each for facet, each in values.items() if facet != name}


def add_facets(search: Search[Any], query: SearchQuery) -> Search[Any]:
    """Count each facet's values under the filters of the other facets.

    A count is the number of hits that choosing the value alone would show, so an exclusion inside the same facet
    does not lower its neighbours' counts.
    """
    for facet in FACETS:
        others = filter_of(without(query.chosen, facet.name), without(query.excluded, facet.name))
        counted: Agg[Any] = A("filter", filter=others or MatchAll())
        counted.bucket("values", "terms", field=facet.field, size=facet.limit)
        search.aggs.bucket(facet.name, counted)
    return count_everything(search)


def count_everything(search: Search[Any]) -> Search[Any]:
    """Count what matched before the facets narrowed it: tells whether the text itself found enough."""
    search.aggs.bucket(EVERYTHING, A("filter", filter=MatchAll()))
    return search
