"""The journal of the searches that found nothing, with what an editor can do about each."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode

from search.models import EmptySearch
from search.text import clean


@admin.register(EmptySearch)
class EmptySearchAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic when it runs
    """Read only: readers write it. A row that was dealt with can be deleted."""

    list_display = ("day", "text", "count", "ways_on")
    list_display_links = None
    list_per_page = 50
    date_hierarchy = "day"
    search_fields = ("text",)
    search_help_text = "Search in what was searched for"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = "Searches of the last 90 days that found nothing"
        return super().changelist_view(request, {**(extra_context or {}), "title": title})

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  # Django's own signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: EmptySearch | None = None) -> bool:  # noqa: ARG002  # as above
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[EmptySearch], search_term: str
    ) -> tuple[QuerySet[EmptySearch], bool]:
        # MongoDB fails on a pattern of 32 kB.
        return super().get_search_results(request, queryset, clean(search_term))

    @admin.display(description="what to do")
    def ways_on(self, row: EmptySearch) -> str:
        # A comma would part the text into two terms.
        term = " ".join(row.text.replace(",", " ").split())
        ways = (
            ("admin:search_synonymgroup_add", {"terms": term}, "make a synonym"),
            ("catalog:new", {"title": row.text}, "write this article"),
            ("search:search", {"q": row.text}, "search again"),
        )
        links = ((f"{reverse(name)}?{urlencode(given)}", label) for name, given, label in ways)
        return format_html_join(" · ", '<a href="{}">{}</a>', links)
