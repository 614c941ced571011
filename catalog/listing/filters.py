"""The parameters of the index: those of the search, by the rule of catalog/filters.py.

`q` has words of the title, in any order and case, each of them a part of it; an old address has `title`, a text that is
in the title as it stands. `category`, `exclude`, `year` and `author` may be repeated and are what they are in the
search.
"""

from collections.abc import Callable, Iterable
from datetime import MAXYEAR, MINYEAR
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django_filters import Filter

from catalog.categories import category_name
from catalog.filters import INTEGER, ArticleFilter, CategoriesFilter, LenientTextFilter
from catalog.models import Article
from catalog.validators import validate_storable

MOST_WORDS = 20
MOST_VALUES = 30


class LenientListField(forms.MultipleChoiceField):
    """The values that `read` can read, each once and in order; the others are dropped."""

    def __init__(self, *, read: Callable[[str], Any], **options: Any) -> None:
        super().__init__(**{"required": False, "widget": forms.SelectMultiple, **options})
        self.read = read

    def clean(self, value: Any) -> list[Any]:
        given = value if isinstance(value, list | tuple) else ()
        return sorted({found for each in given if (found := self.read(str(each))) is not None})[:MOST_VALUES]


def read_year(text: str) -> int | None:
    found = INTEGER.fullmatch(text)
    if not found or found[1] == "-" or len(found[2]) > len(str(MAXYEAR)):
        return None
    return int(found[2]) if MINYEAR <= int(found[2]) <= MAXYEAR else None


def read_author(text: str) -> str | None:
    try:
        validate_storable(text)
    except ValidationError:
        return None
    return category_name(text) or None


class WordsFilter(LenientTextFilter):
    def filter(self, qs: QuerySet[Article], value: str) -> QuerySet[Article]:
        for word in value.split()[:MOST_WORDS]:
            qs = qs.filter(title__icontains=word)
        return qs


class YearsFilter(Filter):
    """Articles of any of these years: as ranges, which an index of dates can answer."""

    field_class = LenientListField

    def filter(self, qs: QuerySet[Article], value: Iterable[int]) -> QuerySet[Article]:
        years = [Q(published_at__year=year) for year in value]
        return qs.filter(reduce(or_, years)) if years else qs


class AuthorsFilter(Filter):
    """Articles of any of these authors, in any case."""

    field_class = LenientListField

    def filter(self, qs: QuerySet[Article], value: list[str]) -> QuerySet[Article]:
        return qs.filter(author__overlap=value) if value else qs


class ListFilter(ArticleFilter):
    q = WordsFilter(label="Words of the title")
    exclude = CategoriesFilter(label="Not in category", field_name="category", exclude=True)
    year = YearsFilter(label="Year", read=read_year)
    author = AuthorsFilter(label="Author", read=read_author)

    @cached_property
    def form(self) -> forms.Form:
        """The form; both of its fields with categories share one list, which is read once."""
        form: forms.Form = super().form
        form.fields["exclude"].choices = form.fields["category"].choices  # type: ignore[attr-defined]  # choice fields
        return form

    def filter_queryset(self, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """As in the search, a category both chosen and excluded is excluded."""
        found = self.form.cleaned_data
        found["category"] = [name for name in found["category"] if name not in found["exclude"]]
        filtered: QuerySet[Article] = super().filter_queryset(queryset)
        return filtered

    @property
    def words(self) -> str:
        """What stands in the box: the words, or the text of an old address."""
        return str(self.form.cleaned_data["q"] or self.form.cleaned_data["title"])

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that were understood, as an address has them."""
        found = self.form.cleaned_data
        texts = [(name, found[name]) for name in ("q", "title") if found[name]]
        lists = ("category", "exclude", "year", "author")
        return texts + [(name, str(value)) for name in lists for value in found[name]]

    @property
    def follows_an_index(self) -> bool:
        """Whether MongoDB can find the title that comes next without reading those between."""
        return not any(self.form.cleaned_data[name] for name in ("q", "title", "year", "author"))
