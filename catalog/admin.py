"""Articles in Django's admin, under the same rules as on the site's pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import smart_split

from catalog.editing import conflicts
from catalog.filters import LenientTextField
from catalog.forms import MAX_VERSION, ArticleForm
from catalog.models import Article

SEARCH_WORDS = 20


class ConflictError(Exception):
    """The article was saved or deleted by someone else after the form was checked."""


class ArticleAdminForm(ArticleForm):
    """Carries the version that its editor saw, as `seen_version`: the admin refuses the name of a read-only field."""

    seen_version = forms.IntegerField(
        label="", required=False, widget=forms.HiddenInput, min_value=0, max_value=MAX_VERSION
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version or 0

    def clean(self) -> dict[str, Any]:
        """Refuse an edit made from an older version. Sent again, the form replaces the newer version."""
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
class ArticleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    form = ArticleAdminForm
    fields = ("title", "category", "author", "published_at", "source_url", "content", "seen_version")
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
        """Limit the search term to a length and number of words that MongoDB accepts."""
        words = list(smart_split(LenientTextField().clean(search_term)))[:SEARCH_WORDS]
        return super().get_search_results(request, queryset, " ".join(words))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ConflictError:
            # The second attempt reads the newer version, so the form refuses and returns the typed text.
            return super().changeform_view(request, *args, **kwargs)

    def save_model(
        self,
        request: HttpRequest,
        obj: Article,
        form: ArticleAdminForm,
        change: bool,  # noqa: FBT001  # Django's signature
    ) -> None:
        if not change:
            super().save_model(request, obj, form, change)
        elif conflicts.save_edit(obj.pk, form.cleaned_data["seen_version"], form.cleaned_data):
            raise ConflictError
