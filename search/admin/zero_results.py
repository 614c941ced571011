"""The journal of the searches that found nothing, with what an editor can do about each."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode

from search.admin.bases import ReadOnlyAdmin
from search.models import EmptySearch


@admin.register(EmptySearch)
class EmptySearchAdmin(ReadOnlyAdmin):
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
