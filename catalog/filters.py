"""What the address of a list of articles may hold.

The rule for bad parameters, here, on the search page and wherever else an address is read: *a value we do
not know is treated as if it were absent, a page outside the range is the nearest page that exists; the
answer is 200.* An address is often old, cut short or typed by hand, and its reader is better served by
articles than by an error. So no filter ever fails: `?category=sport&category=foo` is sport, `?category=foo`
is every category, `?page=-1` is the first page.

`ArticleFilter` is used on MongoDB as it is. The search page subclasses it and reads nothing but
`form.cleaned_data`, which touches no database.
"""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django_filters import CharFilter, Filter, FilterSet

from catalog.categories import Category
from catalog.models import Article
from catalog.validators import validate_storable

TEXT_LENGTH = 256  # MongoDB refuses a pattern of 32 kB; nobody means more than a line


class LenientMultipleChoiceField(forms.MultipleChoiceField):
    """Keeps the values it knows, each once, in the order of its choices; drops the others."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "widget": forms.CheckboxSelectMultiple, **options})

    def clean(self, value: Any) -> list[str]:
        given = {str(one) for one in value} if isinstance(value, list | tuple) else set()
        return [key for key, _ in cast("list[tuple[str, str]]", self.choices) if key in given]

    def bound_data(self, data: Any, _initial: Any) -> list[str]:
        """What the page shows as chosen is what was applied."""
        return self.clean(data)


class LenientTextField(forms.CharField):
    """Text of at most 256 characters; what is longer, or is not text, counts as absent."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "max_length": TEXT_LENGTH, "validators": [validate_storable], **options})

    def clean(self, value: Any) -> str:
        try:
            return str(super().clean(value))
        except ValidationError:
            return ""

    def bound_data(self, data: Any, _initial: Any) -> str:
        return self.clean(data)


class LenientMultipleChoiceFilter(Filter):
    """Any of the chosen values. django-filter's own would group the whole collection for distinct rows."""

    field_class = LenientMultipleChoiceField

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"lookup_expr": "in", **options})


class LenientTextFilter(CharFilter):
    field_class = LenientTextField


class ArticleFilter(FilterSet):
    title = LenientTextFilter(
        label="Title contains", lookup_expr="icontains", widget=forms.TextInput(attrs={"type": "search"})
    )
    category = LenientMultipleChoiceFilter(label="Category", choices=Category.choices)

    class Meta:
        model = Article
        fields: list[str] = []  # only what is declared above; never the id, whose bad values raise
