"""The list of facets: each one's name, its values in an address, its filters and its counts.

A new facet is one new entry in FACETS. The FilterSet, the links, the hidden inputs, the script, the chips, the counts,
the query language, the JSON form and the search in MongoDB all read this list.

A *value* is what an address holds and what readers see, such as "World News"; a *term* is what the index holds for it,
such as "world news". Which values lead to which terms is known to search/engines/vocabulary.py.

Each facet is counted under the filters of the *other* facets, so that the values not chosen keep their counts. The
hits are filtered after the aggregations, by `post_filter`.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR
from typing import Any
from unicodedata import normalize

from elasticsearch.dsl import A, Search
from elasticsearch.dsl.aggs import Agg
from elasticsearch.dsl.query import Bool, MatchAll, MatchPhrasePrefix, Term, Terms
from elasticsearch.dsl.query import Query as Clause

from catalog.authors import author_key
from catalog.categories import category_key, category_name
from catalog.models import Article, category_label
from search.documents import NO_CATEGORY, authors_of, indexed_category
from search.query.normalise import printable, whole_number
from search.values import FacetValues, SearchQuery

EVERYTHING = "everything"
# The aggregation over all articles, whatever the query: the values whose chips always stay.
ARCHIVE = "archive"
# More distinct values than any archive has that is not broken.
EVERY_VALUE = 10_000

# As many chips as fit beside the first results; the other values stand in a list.
MOST_CHIPS = 12


@dataclass(frozen=True, slots=True)
class FacetDefinition:
    """The definition of one facet.

    `name` is its parameter in the address, its key in the JSON form and the name of its chips. `field` is a keyword or
    a number field of the index. `lookup` is the MongoDB lookup for the same, which takes what `stored` makes of the
    values; `values_of` returns the values of an article. `read` converts the text of an address or an operator to a
    value, None if it is not one; `term` converts a value to the term of the index. At most `limit` values are counted,
    and at most `most_chosen` can be chosen.
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
    stored: Callable[[list[str]], Any] = list
    most_chosen: int = 30
    descending: bool = False
    # The largest values come first, instead of an order that does not change while a reader types.
    by_count: bool = False
    # Whether the values of the whole archive keep their chips, even with a count of 0, and have canonical names.
    archive_wide: bool = False
    # The name of the list of all values, when there are more than MOST_CHIPS; if empty, all have chips.
    plural: str = ""
    # The field that holds the values as they are shown, if that is not `field`.
    shown_field: str = ""
    # The parameter that excludes values; if empty, values cannot be excluded.
    exclude_parameter: str = ""
    # Whether the query language has the operator `name:value`, and the text field in which that looks for words.
    is_operator: bool = False
    operator_field: str = ""

    @property
    def keeps_place(self) -> bool:
        """Whether its values have an order of their own, and only those that are found are shown."""
        return not (self.by_count or self.archive_wide)

    def read_all(self, values: Iterable[str]) -> tuple[str, ...]:
        """Return the valid values, sorted and without duplicates, at most `most_chosen`."""
        found = {self.term(value): value for value in map(self.read, values) if value is not None}
        return tuple(found[term] for term in sorted(found)[: self.most_chosen])

    def terms(self, values: Iterable[str]) -> list[str | int]:
        return list(dict.fromkeys(self.term(value) for value in values))

    def chosen(self, values: Iterable[str]) -> Clause:
        """Match the articles with one of these values of the address."""
        return Terms(self.field, self.terms(values))

    def typed(self, values: Iterable[str]) -> Clause:
        """Match the articles with one of these values of an operator."""
        if not self.operator_field:
            return self.chosen(values)
        return Bool(should=[MatchPhrasePrefix(self.operator_field, {"query": value}) for value in values])


def read_name(value: str) -> str | None:
    return category_name(printable(value)) or None


def read_year(value: str) -> str | None:
    """Return a possible year; only the index knows which years have articles."""
    number = whole_number(value)
    return str(number) if number is not None and MINYEAR <= number <= MAXYEAR else None


def year_of(article: Article) -> tuple[str, ...]:
    return (str(article.published_at.year),) if article.published_at else ()


def category_of(article: Article) -> tuple[str, ...]:
    return (category_name(article.category) or NO_CATEGORY,)


def any_spelling(categories: list[str]) -> str:
    """Return a pattern for the categories in any case and with any space, as MongoDB may hold them."""
    forms = dict.fromkeys(normalize(form, name) for name in categories for form in ("NFC", "NFD"))
    names = (r"\s+".join(re.escape(word) for word in name.split()) for name in forms)
    empty = [""] if indexed_category("") in map(category_key, categories) else []
    return rf"^\s*({'|'.join([*names, *empty])})\s*$"


FACETS = (
    FacetDefinition(
        name="category",
        label="Category",
        plural="categories",
        field="category_key",
        lookup="category__iregex",
        stored=any_spelling,
        values_of=category_of,
        limit=EVERY_VALUE,
        most_chosen=50,
        read=read_name,
        term=category_key,
        label_of=category_label,
        archive_wide=True,
        exclude_parameter="exclude",
        is_operator=True,
    ),
    FacetDefinition(
        name="year",
        label="Year",
        plural="years",
        field="year",
        lookup="published_at__year__in",
        stored=lambda years: [int(year) for year in years],
        values_of=year_of,
        limit=EVERY_VALUE,
        read=read_year,
        term=int,
        descending=True,
    ),
    FacetDefinition(
        name="author",
        label="Author",
        field="author_key",
        shown_field="author",
        lookup="author__overlap",
        values_of=lambda article: tuple(authors_of(article)),
        limit=MOST_CHIPS,
        read=read_name,
        term=author_key,
        by_count=True,
        is_operator=True,
        operator_field="author.words",
    ),
)


def any_of(values: FacetValues) -> list[Clause]:
    """Return a clause for each facet with values; it matches articles that have one of them."""
    return [facet.chosen(values[facet.name]) for facet in FACETS if facet.name in values]


def any_typed(values: FacetValues) -> list[Clause]:
    """Return the same for the values of operators."""
    return [facet.typed(values[facet.name]) for facet in FACETS if facet.name in values]


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
    counts of other values of the same facet. Values that the words find stay when a filter of another facet leaves
    none of their hits: otherwise the others would move under the pointer that chose it.
    """
    for facet in FACETS:
        others = filter_of(without(query.chosen, facet.name), without(query.excluded, facet.name))
        counted: Agg[Any] = A("filter", filter=others or MatchAll())
        counted.bucket("values", "terms", field=facet.shown_field or facet.field, size=facet.limit)
        if facet.by_count and (chosen := query.chosen.get(facet.name)):
            # They may not be among the largest.
            filters = {str(term): Term(facet.field, {"value": term}) for term in facet.terms(chosen)}
            counted.bucket("chosen", "filters", filters=filters)
        search.aggs.bucket(facet.name, counted)
        if others and facet.keeps_place:
            search.aggs.bucket(unfiltered(facet), "terms", field=facet.field, size=facet.limit)
    return count_everything(search)


def unfiltered(facet: FacetDefinition) -> str:
    """Return the name of the counts of a facet without the filters of the others."""
    return f"{facet.name}_unfiltered"


def count_everything(search: Search[Any]) -> Search[Any]:
    """Count the matches before the facet filters: whether the text alone found enough."""
    search.aggs.bucket(EVERYTHING, A("filter", filter=MatchAll()))
    return search


def count_archive(search: Search[Any]) -> Search[Any]:
    """Count the values of all articles too, for the chips that always stay."""
    whole: Agg[Any] = A("global")
    for facet in FACETS:
        if facet.archive_wide:
            whole.bucket(facet.name, "terms", field=facet.field, size=facet.limit)
    search.aggs.bucket(ARCHIVE, whole)
    return search
