"""The relevance contract in the admin: which article a query is to find, and where it stands now."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bson import ObjectId
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from catalog.models import Article
from search.admin.bases import SearchedAdmin
from search.editorial.relevance import FIRST, Row, rank_of, rows_of
from search.engine import ElasticsearchAwayError
from search.models import Expectation
from search.text import MAX_CHARACTERS, clean

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Expectation]
    ModelChoiceField = forms.ModelChoiceField[Article]
else:
    ModelForm = forms.ModelForm
    ModelChoiceField = forms.ModelChoiceField

# Each rank is a search, of some ten milliseconds: so many on a page, and no more when they take longer than this.
ROWS_ON_A_PAGE = 20
SECONDS = 2.0
NO_RANK = "–"
AWAY = "Elasticsearch did not answer every query in time, so not every rank is shown."


class ArticleField(ModelChoiceField):
    """A malformed id counts as none: the backend would raise ValidationError when the form is shown again."""

    def bound_data(self, data: Any, _initial: Any) -> Any:
        return data if ObjectId.is_valid(data or "") else None

    def to_python(self, value: Any) -> Any:
        return super().to_python(self.bound_data(value, None))


class ExpectationForm(ModelForm):
    # Not stripped: a space at the end of a query says that its last word is whole.
    query = forms.CharField(
        strip=False,
        max_length=MAX_CHARACTERS,
        widget=AdminTextInputWidget,
        help_text="What a reader types. A space at the end says that the last word is whole.",
    )

    def clean_query(self) -> str:
        query = clean(self.cleaned_data["query"])
        if not query.strip():
            raise ValidationError("Holds nothing that could be searched for.", code="empty")
        return query

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "query" in cleaned and "article" in cleaned:
            same = Expectation.objects.filter(query=cleaned["query"], article=cleaned["article"])
            if same.exclude(pk=self.instance.pk).exists():
                raise ValidationError("The contract holds this row already.", code="twice")
        return cleaned


@admin.register(Expectation)
class ExpectationAdmin(SearchedAdmin):
    """The list never joins the articles, so that a row whose article is gone is still seen, and can be mended."""

    form = ExpectationForm
    fields = ("query", "article")
    autocomplete_fields = ("article",)
    list_display = ("query", "expected", "rank")
    list_per_page = list_max_show_all = ROWS_ON_A_PAGE
    search_fields = ("query",)
    search_help_text = "Search by query"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        field: Any = super().formfield_for_foreignkey(db_field, request, form_class=ArticleField, **options)
        return field

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:  # noqa: FBT001, FBT002  # Django's own signature
        """Take away the button that deletes the expected article itself."""
        form: Any = super().get_form(request, obj, change, **options)
        if "article" in form.base_fields:
            form.base_fields["article"].widget.can_delete_related = False
        return form

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Look up the titles of this page in one query, and, when the page is to be shown, the ranks."""
        changes = super().get_changelist_instance(request)
        rows = rows_of(list(changes.result_list))
        # Any other request is an action on the rows: no rank is shown then.
        ranks = ranks_of(rows) if request.method == "GET" else {}
        if len(ranks) < len(rows) and request.method == "GET":
            messages.warning(request, AWAY)
        for number, (expectation, row) in enumerate(zip(changes.result_list, rows, strict=True)):
            expectation.row, expectation.rank_now = row, ranks.get(number, NO_RANK)
        return changes

    @admin.display(description="expected article")
    def expected(self, expectation: Any) -> str:
        row: Row = expectation.row
        return row.title or row.broken

    @admin.display(description="rank now")
    def rank(self, expectation: Any) -> str:
        rank: str = expectation.rank_now
        return rank


def ranks_of(rows: Sequence[Row]) -> dict[int, str]:
    """Return the rank of each row as text, as many as can be asked for in a moment."""
    ranks = {}
    end = time.monotonic() + SECONDS
    for number, row in enumerate(rows):
        if time.monotonic() > end:
            break
        try:
            ranks[number] = NO_RANK if row.broken else str(rank_of(row.query, row.title) or f"not in the first {FIRST}")
        except ElasticsearchAwayError:
            break
    return ranks
