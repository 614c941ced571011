"""The relevance contract in the admin: the article that each query should find, and its rank now."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from search.admin.bases import QueryRowsAdmin
from search.editorial.relevance import DEPTH, Row, rank_of, rows_of
from search.engines.elasticsearch import ElasticsearchUnavailableError
from search.models import Expectation
from search.query.normalise import MAX_CHARACTERS, clean

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Expectation]
else:
    ModelForm = forms.ModelForm

# Each rank costs a search of about ten milliseconds, so pages are short and the time for all ranks is limited.
ROWS_PER_PAGE = 20
SECONDS = 2.0
NO_RANK = "–"
UNAVAILABLE = "Elasticsearch did not answer every query in time, so some ranks are missing."


class ExpectationForm(ModelForm):
    # Not stripped: a space at the end of a query marks its last word as complete.
    query = forms.CharField(
        strip=False,
        max_length=MAX_CHARACTERS,
        widget=AdminTextInputWidget,
        help_text="What a reader types. A space at the end marks the last word as complete.",
    )

    def clean_query(self) -> str:
        query = clean(self.cleaned_data["query"])
        if not query.strip():
            raise ValidationError("Enter something to search for.", code="empty")
        return query

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "query" in cleaned and "article" in cleaned:
            duplicates = Expectation.objects.filter(query=cleaned["query"], article=cleaned["article"])
            if duplicates.exclude(pk=self.instance.pk).exists():
                raise ValidationError("The contract already has this row.", code="duplicate")
        return cleaned


@admin.register(Expectation)
class ExpectationAdmin(QueryRowsAdmin):
    """The list does not join the articles, so that a row whose article was deleted is still listed and editable."""

    form = ExpectationForm
    fields = ("query", "article")
    autocomplete_fields = ("article",)
    list_display = ("query", "expected", "rank")
    list_per_page = list_max_show_all = ROWS_PER_PAGE
    search_fields = ("query",)
    search_help_text = "Search by query"

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Read the titles of this page in one query, and the ranks if the page is going to be shown."""
        changes = super().get_changelist_instance(request)
        rows = rows_of(list(changes.result_list))
        # Any other method is an action on the rows, which shows no ranks.
        ranks = ranks_of(rows) if request.method == "GET" else {}
        if len(ranks) < len(rows) and request.method == "GET":
            messages.warning(request, UNAVAILABLE)
        for number, (expectation, row) in enumerate(zip(changes.result_list, rows, strict=True)):
            expectation.row, expectation.rank_now = row, ranks.get(number, NO_RANK)
        return changes

    @admin.display(description="expected article")
    def expected(self, expectation: Any) -> str:
        row: Row = expectation.row
        return row.title or row.broken

    @admin.display(description="current rank")
    def rank(self, expectation: Any) -> str:
        rank: str = expectation.rank_now
        return rank


def ranks_of(rows: Sequence[Row]) -> dict[int, str]:
    """Return the ranks as text, by the number of the row, for as many rows as the time allows."""
    ranks = {}
    deadline = time.monotonic() + SECONDS
    for number, row in enumerate(rows):
        if time.monotonic() > deadline:
            break
        try:
            ranks[number] = NO_RANK if row.broken else str(rank_of(row.query, row.title) or f"not in the first {DEPTH}")
        except ElasticsearchUnavailableError:
            break
    return ranks
