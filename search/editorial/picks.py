"""The form for an editors' pick, its checks, and which articles of picks are gone."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from bson import ObjectId
from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError

from catalog.models import Article
from catalog.validators import validate_one_line
from search.engines.picks.cache import MOST_PICKS, key_of
from search.models import EditorsPick
from search.query.normalise import MAX_CHARACTERS, clean
from search.query.parse import parse_query

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[EditorsPick]
else:
    ModelForm = forms.ModelForm

ARTICLES = ("article", "second_article")


def stored_key(query: str) -> str:
    """Return the stems of a query as a row holds them; empty for a query that no pick can be for."""
    return " ".join(key_of(parse_query(query)))


class EditorsPickForm(ModelForm):
    query = forms.CharField(
        max_length=MAX_CHARACTERS,
        widget=AdminTextInputWidget,
        help_text="The pick is shown for these words in any order and with any endings, and for no others beside them.",
    )

    class Meta:
        model = EditorsPick
        fields = ("query", *ARTICLES, "sentence")
        widgets = {"sentence": forms.TextInput(attrs={"class": "vLargeTextField"})}

    def clean_query(self) -> str:
        query = clean(self.cleaned_data["query"]).strip()
        if parse_query(query).has_operators:
            raise ValidationError("Enter words only: readers choose filters, and operators ask for something else.")
        key = stored_key(query)
        if not key:
            raise ValidationError("Enter at least one word.", code="empty")
        others = EditorsPick.objects.exclude(pk=self.instance.pk)
        if same := others.filter(key=key).first():
            raise ValidationError(f"There is a pick for this query already: “{same}”.", code="unique")
        if self.instance.pk is None and others.count() >= MOST_PICKS:
            raise ValidationError(f"Search reads at most {MOST_PICKS:,} picks. Delete one before you add another.")
        self.instance.key = key
        return query

    def clean_sentence(self) -> str:
        sentence: str = self.cleaned_data["sentence"]
        validate_one_line(sentence)
        return sentence

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("article") and cleaned["article"] == cleaned.get("second_article"):
            self.add_error("second_article", "This is the first article. Choose another, or none.")
        return cleaned


def keys_of(pick: EditorsPick) -> list[Any]:
    """Return the ids of the articles; `pick.article` would be a query, and an error for a deleted one."""
    return [key for key in map(pick.serializable_value, ARTICLES) if key is not None]


def titles_of(picks: Iterable[EditorsPick]) -> Mapping[Any, str]:
    """Return the titles of the articles that exist, read in one query."""
    keys = {key for pick in picks for key in keys_of(pick) if isinstance(key, ObjectId)}
    return dict(Article.objects.filter(pk__in=keys).values_list("pk", "title")) if keys else {}
