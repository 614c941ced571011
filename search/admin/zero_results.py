"""The log of searches without results, with what an editor can do about each."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode

from search.admin.bases import ReadOnlyAdmin
from search.models import ZeroResultSearch


@admin.register(ZeroResultSearch)
class ZeroResultSearchAdmin(ReadOnlyAdmin):
    """Read-only, since the site writes the rows. An editor deletes a row once it is dealt with."""

    list_display = ("day", "text", "count", "remedies")
    list_display_links = None
    list_per_page = 50
    date_hierarchy = "day"
    search_fields = ("text",)
    search_help_text = "Search by text"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = "Searches without results in the last 90 days"
        return super().changelist_view(request, {**(extra_context or {}), "title": title})

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changes = super().get_changelist_instance(request)
        for row in changes.result_list:
            row.reader = request.user
        return changes

    @admin.display(description="what to do")
    def remedies(self, row: Any) -> str:
        """Return links to what the reader of the list may do."""
        # A comma would split the text into two terms.
        term = " ".join(row.text.replace(",", " ").split())
        remedies = (
            ("search.add_synonymgroup", "admin:search_synonymgroup_add", {"terms": term}, "add a synonym"),
            ("search.add_editorspick", "admin:search_editorspick_add", {"query": row.text}, "pick an article"),
            ("search.add_expectation", "admin:search_expectation_add", {"query": row.text}, "add to the contract"),
            ("catalog.add_article", "catalog:new", {"title": row.text}, "write an article"),
            ("", "search:search", {"q": row.text}, "search again"),
        )
        links = (
            (f"{reverse(name)}?{urlencode(parameters)}", label)
            for permission, name, parameters, label in remedies
            if not permission or row.reader.has_perm(permission)
        )
        return format_html_join(" · ", '<a href="{}">{}</a>', links)
