"""The URL parameters of the search page, as a FilterSet, and their conversion to a SearchQuery.

Invalid parameters follow the rule of catalog/filters.py: unknown values count as absent, and a page or size out of
range is the nearest valid one. django-filter does not query Elasticsearch: only `cleaned_data` is used.
"""

from dataclasses import replace
from functools import cache
from math import ceil
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django_filters import CharFilter, ChoiceFilter, Filter

from catalog.filters import ArticleFilter
from search.query import facets
from search.query.facets import FacetDefinition
from search.query.normalise import MAX_CHARACTERS, whole_number
from search.query.parse import parse_query
from search.values import MAX_DEPTH, MAX_PAGE_SIZE, MAX_SHOWN, PAGE_SIZE, ParsedQuery, SearchQuery, Sort

ANY_WORD = "any"
AS_TYPED = "off"


class QueryTextField(forms.CharField):
    """Accepts any text; it is capped and parsed (search/query/parse.py)."""

    def clean(self, value: Any) -> ParsedQuery:
        return parse_query(str(value or ""))


class FacetField(forms.MultipleChoiceField):
    """Keeps the valid values of the facet."""

    def __init__(self, *, facet: FacetDefinition, **options: Any) -> None:
        super().__init__(**options)
        self.facet = facet

    def clean(self, value: Any) -> tuple[str, ...]:
        return self.facet.read_all(str(each) for each in value or ())


class SortField(forms.ChoiceField):
    def clean(self, value: Any) -> Sort:
        return Sort(value) if value in Sort.values else Sort.RELEVANCE


class SwitchField(forms.CharField):
    """True for one value, and False for all others."""

    def __init__(self, *, on: str, **options: Any) -> None:
        super().__init__(**options)
        self.on = on

    def clean(self, value: Any) -> bool:
        return bool(value == self.on)


class ListedField(forms.CharField):
    """The name of a facet with a list of all values."""

    def clean(self, value: Any) -> str:
        return next((facet.name for facet in facets.FACETS if facet.plural and facet.name == value), "")


class BoundedNumberField(forms.CharField):
    """A whole number, clamped to its limits; the initial value if it is not a number."""

    def __init__(self, *, least: int, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def clean(self, value: Any) -> int:
        number = whole_number(value or "")
        return self.initial if number is None else min(max(number, self.least), self.most)


class QueryTextFilter(CharFilter):
    field_class = QueryTextField


class FacetFilter(Filter):
    field_class = FacetField


class SortFilter(ChoiceFilter):
    field_class = SortField


class SwitchFilter(Filter):
    field_class = SwitchField


class ListedFilter(Filter):
    field_class = ListedField


class BoundedNumberFilter(Filter):
    field_class = BoundedNumberField


class ArticleSearchFilter(ArticleFilter):
    """The parameters of every search except those of the facets, which `filterset_of` adds."""

    title = None  # type: ignore[assignment]  # only for the list of articles; here `q` searches title and content
    q = QueryTextFilter(label="Search the archive", max_length=MAX_CHARACTERS)
    sort = SortFilter(label="Sort by", choices=Sort.choices)
    words = SwitchFilter(label="Any or all of the words", on=ANY_WORD)
    spelling = SwitchFilter(label="Whether a better spelling is shown at once", on=AS_TYPED)
    all = ListedFilter(label="List every value of")
    size = BoundedNumberFilter(label="Articles on a page", initial=PAGE_SIZE, least=1, most=MAX_PAGE_SIZE)
    page = BoundedNumberFilter(label="Page", initial=1, least=1, most=MAX_DEPTH)
    first = BoundedNumberFilter(label="First page shown with it", initial=0, least=0, most=MAX_DEPTH)


@cache
def filterset_of(definitions: tuple[FacetDefinition, ...]) -> type[ArticleSearchFilter]:
    parameters: dict[str, Filter] = {}
    for facet in definitions:
        parameters[facet.name] = FacetFilter(label=facet.label, facet=facet, widget=forms.SelectMultiple)
        if facet.exclude_parameter:
            parameters[facet.exclude_parameter] = FacetFilter(
                label=f"Not in {facet.label}", facet=facet, widget=forms.SelectMultiple
            )
    return type("FacetedSearchFilter", (ArticleSearchFilter,), parameters)


SIZE = ArticleSearchFilter.base_filters["size"]
PAGE = ArticleSearchFilter.base_filters["page"]


def cost_of_search(request: HttpRequest) -> float:
    """Return what a search counts for in its client's allowance (catalog/middleware/limits.py), without parsing it."""
    given = request.GET
    size, page = (each.field.clean(given.get(name)) for name, each in (("size", SIZE), ("page", PAGE)))
    any_word, deep = given.get("words") == ANY_WORD, size * page > 2 * MAX_SHOWN
    return float(ceil(size / PAGE_SIZE) + 2 * any_word + 2 * deep)


def cleaned(parameters: QueryDict) -> dict[str, Any]:
    """Return what the form of the FilterSet would clean. None is made: it copies each field for every key pressed."""
    fields = {name: each.field for name, each in filterset_of(facets.FACETS).base_filters.items()}
    return {name: each.clean(each.widget.value_from_datadict(parameters, {}, name)) for name, each in fields.items()}


def read_query(parameters: QueryDict) -> SearchQuery:
    """Return the search of an address. A value both chosen and excluded is excluded."""
    found = cleaned(parameters)
    query = SearchQuery(
        parsed=found["q"],
        sort=found["sort"],
        size=found["size"],
        any_word=found["words"],
        as_typed=found["spelling"],
    )
    for facet in facets.FACETS:
        excluded = found[facet.exclude_parameter] if facet.exclude_parameter else ()
        chosen = tuple(value for value in found[facet.name] if value not in excluded)
        query = query.with_values(facet.name, chosen=chosen, excluded=excluded)
    page = min(found["page"], MAX_DEPTH // query.size)
    return replace(query, listed=found["all"], first_page=found["first"]).turned_to(page)
