"""The parameters of a list of articles.

The rule for invalid parameters, on every page: *an unknown value counts as absent, a page outside the range is the
nearest page that exists, and the answer is 200.* Addresses are often old, truncated or typed by hand, and readers are
better served by articles than by an error. So no filter ever fails: `?category=sport&category=foo` is sport,
`?category=foo` is every category, `?page=-1` is the first page (docs/decisions/0006).

`ArticleFilter` filters MongoDB as it is. It reads the categories once, when its form is first asked for one. A subclass
that declares a `category` of its own and only reads `form.cleaned_data` touches no database.
"""

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any, Self, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import cached_property
from django_filters import CharFilter, Filter, FilterSet

from catalog.categories import category_key
from catalog.models import Article, Category
from catalog.validators import validate_storable

FEW = 12  # as many categories are shown at once
TEXT_LENGTH = 256  # MongoDB refuses a pattern of 32 kB
# Page numbers by the same rule, which Paginator.get_page does not follow for negative ones.
INTEGER = re.compile(r"\s*([+-]?)0*(\d+)\s*", re.ASCII)
MAX_DIGITS = 12


class LenientMultipleChoiceField(forms.MultipleChoiceField):
    """Keeps known values, each once and in the order of the choices; drops the others."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "widget": forms.CheckboxSelectMultiple, **options})

    def clean(self, value: Any) -> list[str]:
        given = {str(one) for one in value} if isinstance(value, list | tuple) else set()
        return [key for key, _ in cast("list[tuple[str, str]]", self.choices) if key in given]

    def bound_data(self, data: Any, _initial: Any) -> list[str]:
        """Show as chosen what was applied."""
        return self.clean(data)


class LenientTextField(forms.CharField):
    """Text of at most 256 characters. Longer or invalid text counts as absent."""

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
    """Any of the chosen values. django-filter's own filter adds a $group over the whole collection."""

    field_class = LenientMultipleChoiceField

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"lookup_expr": "in", **options})


class LenientTextFilter(CharFilter):
    field_class = LenientTextField


class CategoryChoices(BaseChoiceIterator):
    """The categories in their order, read once."""

    @cached_property
    def categories(self) -> list[Category]:
        return Category.in_order()

    @cached_property
    def known(self) -> dict[str, str]:
        """The name of each category by all that an address may call it: its slug, a former name, any spelling."""
        names = {category.slug: category.name for category in self.categories}
        names |= {key: category.name for category in self.categories for key in category.former_keys or ()}
        return names | {category.key: category.name for category in self.categories}

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((category.name, category.label) for category in self.categories)

    def __len__(self) -> int:
        return len(self.categories)


class CategoriesField(LenientMultipleChoiceField):
    """Chosen categories as their names. Old links, with a former name or slug, are good. Each form reads them anew."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"choices": CategoryChoices(), **options})

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        result: Self = copy(super().__deepcopy__(memo))
        result.choices = CategoryChoices()
        return result

    def clean(self, value: Any) -> list[str]:
        known = cast("CategoryChoices", self.choices).known
        given = value if isinstance(value, list | tuple) else ()
        return super().clean([known.get(category_key(str(each))) for each in given])


class CategoriesFilter(LenientMultipleChoiceFilter):
    field_class = CategoriesField


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    name: str
    label: str
    chosen: bool


class ArticleFilter(FilterSet):
    title = LenientTextFilter(
        label="Title contains", lookup_expr="icontains", widget=forms.TextInput(attrs={"type": "search"})
    )
    category = CategoriesFilter(label="Category")

    @property
    def category_choices(self) -> list[CategoryChoice]:
        """The categories to choose from, in their order."""
        field = self.form["category"]
        chosen = set(cast("list[str]", field.value() or []))
        return [CategoryChoice(name, label, name in chosen) for name, label in field.field.choices]

    @property
    def has_many_categories(self) -> bool:
        return len(self.form.fields["category"].choices) > FEW

    class Meta:
        model = Article
        fields: list[str] = []  # only what is declared above; an invalid id would raise


def nearest_page(number: object, pages: int) -> int:
    """Return the page number nearest to `number`, from 1 to `pages`; 1 if it is not an integer."""
    if not (found := INTEGER.fullmatch(str(number))):
        return 1
    sign, digits = found.groups()
    if sign == "-":
        return 1
    if len(digits) > MAX_DIGITS:  # int() refuses thousands of digits
        return max(pages, 1)
    return min(max(int(digits), 1), max(pages, 1))
