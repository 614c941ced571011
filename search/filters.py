"""What the address of the search page may hold, and how it becomes a SearchQuery.

The rule for bad parameters is the catalog's (catalog/filters.py): what we do not know counts as absent, a page (and
a size) out of range is the nearest one that exists. django-filter knows nothing of Elasticsearch: only `cleaned_data`
is used.
"""

from datetime import MAXYEAR, MINYEAR
from typing import Any

from django import forms
from django.http import QueryDict
from django_filters import CharFilter, ChoiceFilter, MultipleChoiceFilter

from catalog.categories import Category
from catalog.filters import ArticleFilter, LenientMultipleChoiceFilter
from search.reading import parse_query
from search.sorting import Sort
from search.values import MAX_DEPTH, MAX_PAGE_SIZE, PAGE_SIZE, ParsedQuery, SearchQuery

# A year or a page number has few digits; int() of a megabyte of them would keep the process busy.
MAX_DIGITS = 9
# As many years as the page lists: each chosen one is a chip, whose links hold all the others again.
MAX_YEARS = 30


def whole_number(value: object) -> int | None:
    """Return the number that plain digits spell, with a sign or without; None for anything else."""
    text = str(value).strip()
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return None
    # What is too long to be meant exactly is as good as the largest number that is short enough.
    number = int(digits) if len(digits) <= MAX_DIGITS else 10**MAX_DIGITS
    return -number if text.startswith("-") else number


class QueryTextField(forms.CharField):
    """Never refuses a text: it is capped and parsed instead (search/reading.py)."""

    def clean(self, value: Any) -> ParsedQuery:
        return parse_query(str(value or ""))


class YearsField(forms.MultipleChoiceField):
    """Keeps what can be a year; which years hold articles, only the index knows."""

    def clean(self, value: Any) -> tuple[int, ...]:
        numbers = {whole_number(one) for one in value or ()}
        years = sorted(year for year in numbers if year is not None and MINYEAR <= year <= MAXYEAR)
        return tuple(years[:MAX_YEARS])


class SortField(forms.ChoiceField):
    def clean(self, value: Any) -> Sort:
        return Sort(value) if value in Sort.values else Sort.RELEVANCE


class QueryTextFilter(CharFilter):
    field_class = QueryTextField


class YearsFilter(MultipleChoiceFilter):
    field_class = YearsField


class SortFilter(ChoiceFilter):
    field_class = SortField


class ArticleSearchFilter(ArticleFilter):
    title = None  # type: ignore[assignment]  # the list's own; here `q` looks in titles and texts
    q = QueryTextFilter(label="Search the archive")
    exclude = LenientMultipleChoiceFilter(label="Not in", choices=Category.choices)
    year = YearsFilter(label="Year")
    sort = SortFilter(label="Sort by", choices=Sort.choices)


def read_query(parameters: QueryDict) -> SearchQuery:
    """Return the search that an address asks for. A value both chosen and excluded is excluded."""
    form = ArticleSearchFilter(data=parameters, queryset=None).form
    form.is_valid()
    chosen: dict[str, Any] = form.cleaned_data
    excluded = tuple(chosen["exclude"])
    size = whole_number(parameters.get("size", ""))
    size = PAGE_SIZE if size is None else min(max(size, 1), MAX_PAGE_SIZE)
    page = max(whole_number(parameters.get("page", "")) or 1, 1)
    return SearchQuery(
        parsed=chosen["q"],
        categories=tuple(value for value in chosen["category"] if value not in excluded),
        excluded=excluded,
        years=chosen["year"],
        sort=chosen["sort"],
        page=min(page, MAX_DEPTH // size),
        size=size,
        any_word=parameters.get("words") == "any",
    )
