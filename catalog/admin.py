"""Articles in Django's admin, under the same rules as on their own pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import smart_split

from catalog import editing
from catalog.filters import LenientTextField
from catalog.forms import MAX_VERSION, ArticleForm
from catalog.models import Article

SEARCH_WORDS = 20


class ConflictError(Exception):
    """Somebody saved or deleted the article between our look and our write."""


class ArticleAdminForm(ArticleForm):
    """Knows the version its editor saw; not as `version`, for the admin refuses names of read-only fields."""

    seen_version = forms.IntegerField(
        label="", required=False, widget=forms.HiddenInput, min_value=0, max_value=MAX_VERSION
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version or 0

    def clean(self) -> dict[str, Any]:
        """Refuse an edit of an older version, once: sent again, it is meant to go over the newer one."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get("seen_version") != (now := self.instance.version or 0):
            self.data = {**self.data, "seen_version": str(now)}
            raise ValidationError(
                "Someone else changed this article after you opened it, so nothing was saved. Your text is below. "
                "Compare it with the saved version (“View on site”); saving again replaces that version with yours.",
                code="conflict",
            )
        return cleaned


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic when it runs
    form = ArticleAdminForm
    fields = ("title", "category", "published_at", "content", "seen_version")
    list_display = ("title", "category", "published_at", "updated_at")
    list_filter = ("category", "published_at", "updated_at")
    date_hierarchy = "published_at"
    search_fields = ("title", "content")
    list_per_page = 50

    def view_on_site(self, obj: Article) -> str:
        return obj.get_absolute_url()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """Search for what MongoDB can take: text of a reasonable length and number of words."""
        words = list(smart_split(LenientTextField().clean(search_term)))[:SEARCH_WORDS]
        return super().get_search_results(request, queryset, " ".join(words))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ConflictError:
            # Once more: the form now reads the newer version, refuses, and gives the typed text back.
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleAdminForm, change: bool) -> None:  # noqa: FBT001
        if not change:
            super().save_model(request, obj, form, change)
        elif editing.save_edit(obj.pk, form.cleaned_data["seen_version"], form.cleaned_data):
            raise ConflictError
