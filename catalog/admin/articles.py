"""Articles in Django's admin, under the same rules as on the site's pages."""

from collections import Counter
from copy import copy
from typing import Any

from bson import ObjectId
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse

from catalog.admin.bases import BoundedSearchAdmin
from catalog.categories import category_key
from catalog.editing import conflicts
from catalog.editing.differences import differences
from catalog.editing.history import Change
from catalog.editing.noted import by_of
from catalog.forms import MAX_VERSION, ArticleForm, EditArticleForm
from catalog.models import Article, Category
from catalog.writing.views import show_conflict


class ConflictError(Exception):
    """The article was saved or deleted by someone else after the form was checked."""


class ArticleAdminForm(ArticleForm):
    """Carries the version that its editor saw, as `seen_version`: the admin refuses the name of a read-only field."""

    seen_version = forms.IntegerField(
        label="", required=False, widget=forms.HiddenInput, min_value=0, max_value=MAX_VERSION
    )

    theirs: Article | None = None  # after a conflict, the version that is stored

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version or 0

    def clean(self) -> dict[str, Any]:
        """Refuse an edit made from an older version. Sent again, the form replaces the newer version."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get("seen_version") != (now := self.instance.version or 0):
            data: Any = copy(self.data)  # a QueryDict: unpacked, it would give lists
            data["seen_version"] = str(now)
            self.data = data
            self.theirs = copy(self.instance)  # what was typed goes into the instance next
            raise ValidationError(
                "Someone else changed this article after you opened it, so nothing was saved. Your text is in the form "
                "and the saved version under it. Saving again replaces that version with yours.",
                code="conflict",
            )
        return cleaned


class CategoryFilter(admin.SimpleListFilter):
    """The categories in their order; hundreds of them are scrolled."""

    title = "category"
    parameter_name = "category__exact"
    template = "admin/catalog/category_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002  # Django's own
        return [(category.name, category.label) for category in Category.in_order()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:  # noqa: ARG002  # as above
        return queryset.filter(category=self.value()) if self.value() else queryset

    def get_facet_queryset(self, changelist: ChangeList) -> dict[str, int]:
        """Count with one group instead of a condition for each category, of which there may be 2,000."""
        left = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters())
        counted: Counter[str] = Counter()
        # Not named "articles": that is the collection, for which the backend would take it.
        for category, number in left.order_by().values_list("category").annotate(number=Count("pk")):
            counted[category_key(str(category))] += number
        return {f"{row}__c": counted[category_key(name)] for row, (name, _) in enumerate(self.lookup_choices)}


@admin.register(Article)
class ArticleAdmin(BoundedSearchAdmin):
    form = ArticleAdminForm
    fields = ("title", "category", "author", "published_at", "source_url", "content", "seen_version")
    list_display = ("title", "category_name", "published_at", "updated_at", "author_names")
    list_filter = (CategoryFilter, "published_at", "updated_at")
    date_hierarchy = "published_at"
    search_fields = ("title", "content")
    list_per_page = 50

    def view_on_site(self, obj: Article) -> str:
        return obj.get_absolute_url()

    @admin.display(description="category", ordering="category")
    def category_name(self, article: Article) -> str:
        return article.category_label

    @admin.display(description="author")
    def author_names(self, article: Article) -> str:
        return ", ".join(article.authors)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["categories"] = [category.name for category in Category.in_order()]
        form: ArticleAdminForm = context["adminform"].form
        if form.theirs:
            mine = form.cleaned_data.get("content") or ""
            context |= {"theirs": form.theirs, "differences": differences(form.theirs.content or "", mine)}
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ConflictError:
            # The second attempt reads the newer version, so the form refuses and returns the typed text.
            return super().changeform_view(request, *args, **kwargs)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Show the text of an edit whose article was deleted meanwhile, where Django would only lead to the list."""
        if request.method != "POST" or "content" not in request.POST:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc, no-any-return]  # Django's
        form = EditArticleForm(request.POST)
        form.is_valid()
        return show_conflict(request, None, form)

    def save_model(
        self,
        request: HttpRequest,
        obj: Article,
        form: ArticleAdminForm,
        change: bool,  # noqa: FBT001  # Django's signature
    ) -> None:
        note = form.new_category_note().strip()
        if not change:
            obj.pk = conflicts.create(form.cleaned_data, ObjectId()).pk
        elif conflicts.save_edit(
            obj.pk, form.cleaned_data["seen_version"], form.cleaned_data, Change(by=by_of(request))
        ):
            raise ConflictError
        if note:
            self.message_user(request, note, messages.WARNING)

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        conflicts.delete_many([obj.pk], by_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        conflicts.delete_many(list(queryset.values_list("pk", flat=True)), by_of(request))
