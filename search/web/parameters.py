"""What the address of the search page may hold, and how it becomes a SearchQuery.

The rule for bad parameters is the catalog's (catalog/filters.py): what we do not know counts as absent, a page (and
a size) out of range is the nearest one that exists. django-filter knows nothing of Elasticsearch: only `cleaned_data`
is used.
"""

from dataclasses import replace
from functools import cache
from typing import Any

from django import forms
from django.http import QueryDict
from django_filters import CharFilter, ChoiceFilter, Filter

from catalog.filters import ArticleFilter
from search.query import facets
from search.query.facets import FacetDefinition
from search.query.normalise import MAX_CHARACTERS, whole_number
from search.query.parse import parse_query
from search.values import MAX_DEPTH, MAX_PAGE_SIZE, PAGE_SIZE, ParsedQuery, SearchQuery, Sort

ANY_WORD = "any"


class QueryTextField(forms.CharField):
    """Never refuses a text: it is capped and parsed instead (search/query/parse.py)."""

    def clean(self, value: Any) -> ParsedQuery:
        return parse_query(str(value or ""))


class FacetField(forms.MultipleChoiceField):
    """Keeps what can be a value of the facet."""

    def __init__(self, *, facet: FacetDefinition, **options: Any) -> None:
        super().__init__(**options)
        self.facet = facet

    def clean(self, value: Any) -> tuple[str, ...]:
        return self.facet.read_all(str(each) for each in value or ())


class SortField(forms.ChoiceField):
    def clean(self, value: Any) -> Sort:
        return Sort(value) if value in Sort.values else Sort.RELEVANCE


class AnyWordField(forms.CharField):
    def clean(self, value: Any) -> bool:
        return bool(value == ANY_WORD)


class BoundedNumberField(forms.CharField):
    """A whole number, the nearest between its limits; the initial value for what is no number."""

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


class AnyWordFilter(Filter):
    field_class = AnyWordField


class BoundedNumberFilter(Filter):
    field_class = BoundedNumberField


class ArticleSearchFilter(ArticleFilter):
    """The parameters of every search; those of the facets are added from their list (`filterset_of`)."""

    title = None  # type: ignore[assignment]  # the list's own; here `q` looks in titles and texts
    q = QueryTextFilter(label="Search the archive", max_length=MAX_CHARACTERS)
    sort = SortFilter(label="Sort by", choices=Sort.choices)
    words = AnyWordFilter(label="Any or all of the words")
    size = BoundedNumberFilter(label="Articles on a page", initial=PAGE_SIZE, least=1, most=MAX_PAGE_SIZE)
    page = BoundedNumberFilter(label="Page", initial=1, least=1, most=MAX_DEPTH)


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


def read_query(parameters: QueryDict) -> SearchQuery:
    """Return the search that an address asks for. A value both chosen and excluded is excluded."""
    form = filterset_of(facets.FACETS)(data=parameters, queryset=None).form
    form.is_valid()
    found: dict[str, Any] = form.cleaned_data
    query = SearchQuery(
        parsed=found["q"],
        sort=found["sort"],
        size=found["size"],
        any_word=found["words"],
    )
    for facet in facets.FACETS:
        excluded = found[facet.exclude_parameter] if facet.exclude_parameter else ()
        chosen = tuple(value for value in found[facet.name] if value not in excluded)
        query = query.with_values(facet.name, chosen=chosen, excluded=excluded)
    return replace(query, page=min(found["page"], MAX_DEPTH // query.size))
