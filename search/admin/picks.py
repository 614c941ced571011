"""The editors' picks in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from search.admin.bases import QueryRowsAdmin, SoonInForceAdmin, UniqueRowsAdmin
from search.editorial.picks import ARTICLES, EditorsPickForm, keys_of, stored_key, titles_of
from search.models import EditorsPick

GONE = "An article of this pick is gone. Choose another; meanwhile readers are shown what is left of it."


@admin.register(EditorsPick)
class EditorsPickAdmin(SoonInForceAdmin, UniqueRowsAdmin, QueryRowsAdmin):
    """The list reads the titles of all its articles in one query."""

    form = EditorsPickForm
    articles = autocomplete_fields = ARTICLES
    list_display = ("query", "picked", "state", "changed_by", "changed_at")
    list_per_page = 50
    search_fields = ("query", "sentence")
    search_help_text = "Search by query or sentence"

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changes = super().get_changelist_instance(request)
        titles = titles_of(changes.result_list)
        for pick in changes.result_list:
            pick.found = [titles.get(key) for key in keys_of(pick)]
        return changes

    @admin.display(description="articles")
    def picked(self, pick: Any) -> str:
        return format_html_join(SafeString("<br>"), "{}", ((title,) for title in pick.found if title is not None))

    @admin.display(description="state", empty_value="")
    def state(self, pick: Any) -> str:
        gone = pick.found.count(None)
        if not gone:
            return "in force"
        return "gone: nothing is shown" if gone == len(pick.found) else "gone: one of two articles"

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead from a link beside a hit to the pick that the query has already."""
        key = stored_key(request.GET.get("query", "")) if request.method == "GET" else ""
        if key and self.has_change_permission(request) and (same := EditorsPick.objects.filter(key=key).first()):
            messages.info(request, "There is a pick for this query already. Change it here.")
            return HttpResponseRedirect(reverse("admin:search_editorspick_change", args=[same.pk]))
        return super().add_view(request, *args, **kwargs)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        pick = self.get_object(request, object_id) if request.method == "GET" else None
        may_see = pick is not None and self.has_view_or_change_permission(request, pick)
        if pick and may_see and set(keys_of(pick)) - set(titles_of([pick])):
            messages.warning(request, GONE)
        return super().change_view(request, object_id, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: EditorsPick, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's own signature
        obj.changed_by, obj.changed_at = request.user.get_username(), timezone.now()
        super().save_model(request, obj, form, change)

    def confirm(self, request: HttpRequest, obj: EditorsPick) -> None:
        self.say_where(request, obj.query)
