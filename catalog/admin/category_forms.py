"""The forms of the category pages in Django's admin."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from catalog.categories import category_key, category_name, free_slug
from catalog.models import CATEGORY_LENGTH, Category


def merge_address(ids: Iterable[object], into: object = "") -> str:
    query = {"ids": ",".join(str(each) for each in ids), **({"into": str(into)} if into else {})}
    return f"{reverse('admin:catalog_category_merge')}?{urlencode(query)}"


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Carries the name that its editor saw, so that saving a description does not undo a rename by someone else."""

    seen_name = forms.CharField(label="", required=False, strip=False, widget=forms.HiddenInput)
    slug = forms.SlugField(
        required=False,
        allow_unicode=True,
        max_length=CATEGORY_LENGTH + 10,
        help_text="The name in addresses. Left empty, it is made from the name. A rename keeps it, so that links stay.",
    )

    class Meta:
        model = Category
        fields = ("name", "slug", "order", "description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored_name = self.instance.name  # validation writes what was typed into the instance
        self.initial["seen_name"] = self.stored_name

    def clean_name(self) -> str:
        name, seen = category_name(self.cleaned_data["name"]), self.data.get("seen_name")
        if self.instance.pk and name == seen:
            return str(self.stored_name)
        if self.instance.pk and seen != self.stored_name != name:
            self.data = {**self.data, "seen_name": self.stored_name}
            raise ValidationError(
                f"Someone else renamed this category to “{self.stored_name}” after you opened it, so nothing was "
                "saved. Saving again renames it to your name.",
                code="conflict",
            )
        other = Category.objects.filter(key=category_key(name)).exclude(pk=self.instance.pk).first()
        if other and self.instance.pk:
            link = merge_address([self.instance.pk], other.pk)
            raise ValidationError(
                format_html("“{}” is another category. <a href='{}'>Merge this one into it</a>?", other.name, link)
            )
        if other:
            raise ValidationError(f"There is a category “{other.name}” already.")
        return name

    def clean_slug(self) -> str:
        others = Category.objects.exclude(pk=self.instance.pk).order_by().values_list("slug", flat=True)
        return str(self.cleaned_data["slug"]) or free_slug(self.cleaned_data.get("name", ""), set(others))


class MergeForm(forms.Form):
    """`ids` are those of the categories to merge, in one field: Django refuses a form of a thousand fields."""

    ids = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"] = forms.ChoiceField(label="Into", choices=[("", "Choose a category"), *choices])
