"""The forms of an article."""

import unicodedata
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from bson import ObjectId
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from catalog.categories import canonical_names, category_key, category_name
from catalog.models import (
    ADDRESS_LENGTH,
    AUTHOR_LENGTH,
    CATEGORY_LENGTH,
    CONTENT_LENGTH,
    MOST_AUTHORS,
    TITLE_LENGTH,
    Article,
)
from catalog.validators import validate_author, validate_one_line, validate_visible

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Article]
else:
    ModelForm = forms.ModelForm


MAX_VERSION = 2**31 - 1
# Unicode categories: control characters, lone surrogates, unassigned code points.
NOT_IN_TITLES = frozenset({"Cc", "Cs", "Cn"})


def as_title(text: str) -> str:
    """Return the text as one line without control characters, truncated to a title's length."""
    one_line = "".join(" " if unicodedata.category(character) in NOT_IN_TITLES else character for character in text)
    return " ".join(one_line.split())[:TITLE_LENGTH].rstrip()


class BodyField(forms.CharField):
    """Text of many lines. Browsers send CRLF; it is stored as LF, so that an edit does not change every line."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"strip": False, **options})

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class NotRemembered(forms.HiddenInput):
    """A hidden input that no browser fills in again as it was before the page was loaded anew."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off"})


class KeyField(forms.Field):
    """The id of a new article as a hidden input. An invalid one is replaced, because its editor cannot correct it."""

    def __init__(self) -> None:
        super().__init__(required=False, initial=ObjectId, widget=NotRemembered)

    def clean(self, value: Any) -> ObjectId:
        return ObjectId(value) if ObjectId.is_valid(value or "") else ObjectId()


class AuthorsField(forms.CharField):
    """Names of authors, separated by semicolons, as a list of text."""

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        given = (" ".join(name.split()) for name in str(super().clean(value)).split(";"))
        names = list(dict.fromkeys(filter(None, given)))
        if len(names) > MOST_AUTHORS:
            raise ValidationError(f"Names {len(names):,} authors; the limit is {MOST_AUTHORS}.")
        for name in names:
            if len(name) > AUTHOR_LENGTH:
                raise ValidationError(
                    f"“{name[:30]}…” has {len(name):,} characters; the limit for one name is {AUTHOR_LENGTH}."
                )
            validate_author(name)
        return names

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class MomentInput(forms.DateTimeInput):
    """The browser's date and time input, as precise as the value, so that editing the title keeps the date."""

    input_type = "datetime-local"
    supports_microseconds = True

    def format_value(self, value: Any) -> str | None:
        if not isinstance(value, datetime):
            return str(value) if value else None
        precision = "milliseconds" if value.microsecond else "seconds" if value.second else "minutes"
        return value.isoformat(timespec=precision)


class ArticleForm(ModelForm):
    category = forms.CharField(
        max_length=CATEGORY_LENGTH,
        validators=[validate_one_line, validate_visible],
        widget=forms.TextInput(attrs={"list": "categories", "autocomplete": "off"}),
        help_text="One that the archive has, or a new one.",
        error_messages={"required": "Enter a category."},
    )
    author = AuthorsField(required=False, help_text="Separate several with semicolons.")
    source_url = forms.CharField(
        label="Source",
        required=False,
        max_length=ADDRESS_LENGTH,
        widget=forms.URLInput,
        help_text="The address that the article came from, if any.",
    )
    content = BodyField(
        label="Text",
        max_length=CONTENT_LENGTH,
        help_text="Separate paragraphs with an empty line.",
        error_messages={"required": "Enter the text."},
    )
    published_at = forms.DateTimeField(
        label="Published",
        required=False,
        widget=MomentInput(attrs={"step": "any"}),
        help_text="In UTC. Leave empty if the date is unknown.",
    )

    class Meta:
        model = Article
        fields = ("title", "category", "author", "published_at", "source_url", "content")
        error_messages = MappingProxyType({"title": {"required": "Enter a title."}})

    def new_category_note(self) -> str:
        """Return what is said of a category that is not there yet, which may be a slip of the pen; read it first."""
        key = category_key(self.cleaned_data["category"])
        if key in canonical_names([key]):
            return ""
        return f" Its category “{category_name(self.cleaned_data['category'])}” is new."


class NewArticleForm(ArticleForm):
    """`key` becomes the article's id, so that a form sent twice (double click, lost answer) adds one article."""

    key = KeyField()

    @classmethod
    def with_title(cls, suggested: str) -> Self:
        """Return an unbound form with a suggested title."""
        return cls(initial={"title": as_title(suggested)})

    @classmethod
    def out_of(cls, typed: QueryDict) -> Self:
        """Return a form with the text of an edit whose article was deleted."""
        data = typed.copy()
        data["key"] = str(ObjectId())
        return cls(data)


class EditArticleForm(ArticleForm):
    """`version` is the one the editor saw; 0 for an article without one, written by another program."""

    version = forms.IntegerField(widget=NotRemembered, min_value=0, max_value=MAX_VERSION)

    @classmethod
    def of(cls, article: Article) -> Self:
        return cls(instance=article, initial={"version": article.version or 0})

    @classmethod
    def on_top_of(cls, article: Article, typed: QueryDict) -> Self:
        """Return a form with the typed text that replaces this version, which its editor has now seen."""
        data = typed.copy()
        data["version"] = str(article.version or 0)
        return cls(data)


class DeleteForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MAX_VERSION)
