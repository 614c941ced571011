"""The trail in the admin: to read, and nothing else."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from audit.models import Action, Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    list_display = ("at", "who", "action", "what", "changed", "source", "address")
    list_display_links = None
    list_filter = ("action", "source", "at")
    list_per_page = 50
    show_full_result_count = False
    sortable_by = ()
    search_fields = ("username", "name", "object_key", "address")
    search_help_text = "Search by user, object, id or address"
    fields = ("at", "username", "user_key", "action", "source", "address", "what", "object_key", "changed")
    readonly_fields = fields

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "title": "Who did what"})

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  # Django's own signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # as above
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # as above
        return False

    @admin.display(description="who", ordering="username")
    def who(self, entry: Entry) -> str:
        """The user, a link to everything that they did."""
        if not entry.username:
            return "–"
        return format_html('<a href="?{}">{}</a>', urlencode({"username__exact": entry.username}), entry.username)

    @admin.display(description="what", ordering="name")
    def what(self, entry: Entry) -> str:
        """The object, a link to it unless it was deleted."""
        if not entry.kind:
            return f"“{entry.name}”" if entry.name else "–"
        _, _, kind = entry.kind.partition(".")
        try:
            there = reverse(f"admin:{entry.kind.replace('.', '_')}_change", args=[entry.object_key])
        except NoReverseMatch:
            there = ""
        if not there or entry.action == Action.DELETED:
            return f"{kind} “{entry.name}”"
        return format_html("{} <a href='{}'>“{}”</a>", kind, there, entry.name)

    @admin.display(description="details")
    def changed(self, entry: Entry) -> str:
        return ": ".join(filter(None, (", ".join(entry.fields or ()), entry.detail)))
