"""Categories in Django's admin: renamed, merged and deleted together with their articles."""

from collections.abc import Iterable, Sequence
from typing import Any

from bson import ObjectId
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import Truncator

from catalog.admin.bases import BoundedSearchAdmin
from catalog.admin.category_forms import CategoryForm, MergeForm, merge_address
from catalog.categories import category_key
from catalog.editing.noted import by_of
from catalog.editing.recategorise import CategoryExistsError, CategoryGoneError, Moved, merge, remove, rename, take_over
from catalog.editing.spellings import Count, counts, register_stored
from catalog.models import Category

# As many articles are moved while an editor waits: about five seconds.
MOST_MOVED = 20_000


class CategoryUsedError(Exception):
    """An article was written in the category after its deletion was confirmed."""


def number_of(articles: int) -> str:
    return f"{articles:,} article{'' if articles == 1 else 's'}"


@admin.register(Category)
class CategoryAdmin(BoundedSearchAdmin):
    form = CategoryForm
    fields = ("name", "slug", "order", "description", "seen_name")
    list_display = ("label", "articles", "order", "slug", "shortened")
    search_fields = ("name", "slug", "description")
    actions = ("merge_chosen",)
    list_per_page = 100
    change_form_template = "admin/catalog/category/change_form.html"
    delete_confirmation_template = "admin/catalog/category/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/catalog/category/delete_selected_confirmation.html"

    @admin.display(description="name", ordering="key")
    def label(self, category: Category) -> str:
        return category.label

    @admin.display(description="articles")
    def articles(self, category: Category) -> str:
        count: Count = getattr(category, "count", Count())
        where = f"{reverse('admin:catalog_article_changelist')}?{urlencode({'category__exact': category.name})}"
        link = format_html('<a href="{}">{}</a>', where, f"{count.articles:,}")
        if count.to_move:
            return format_html("{} ({} under another name; save to move)", link, f"{count.to_move:,}")
        return link

    @admin.display(description="description")
    def shortened(self, category: Category) -> str:
        return Truncator(category.description or "").chars(80)

    def get_ordering(self, request: HttpRequest) -> list[OrderBy | str]:  # type: ignore[override]  # noqa: ARG002  # Django's
        return [F("order").asc(nulls_last=True), "key"]

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Count the articles of all rows with one query. Categories that came past the site are listed as well."""
        register_stored()
        changelist = super().get_changelist_instance(request)
        found = counts()
        for category in changelist.result_list:
            category.count = found.get(category.name, Count())
        return changelist

    def get_urls(self) -> list[URLPattern]:
        merge_page = path("merge/", self.admin_site.admin_view(self.merge_view), name="catalog_category_merge")
        return [merge_page, *super().get_urls()]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (CategoryExistsError, CategoryGoneError):
            # Somebody was faster. The second attempt reads what there is now, so the form says what is wrong.
            return super().changeform_view(request, *args, **kwargs)

    def save_model(
        self,
        request: HttpRequest,
        obj: Category,
        form: CategoryForm,
        change: bool,  # noqa: FBT001  # Django's signature
    ) -> None:
        """Save the category and move the articles. Saved again, an unfinished move continues."""
        name = form.cleaned_data["name"]
        if change:
            stored = Category.objects.get(pk=obj.pk)
            moved = rename(stored, name, most=MOST_MOVED, by=by_of(request))
            others = {field: form.cleaned_data[field] for field in ("slug", "order", "description")}
            Category.objects.filter(pk=obj.pk).update(**others)
        else:
            obj.key = category_key(name)
            try:
                obj.save(force_insert=True)
            except IntegrityError as error:
                raise CategoryExistsError(name) from error
            take_over(obj.key, obj)
            moved = rename(obj, name, most=MOST_MOVED, by=by_of(request))
        self.report(request, name, moved)

    def report(self, request: HttpRequest, name: str, moved: Moved) -> None:
        if moved.articles:
            self.message_user(request, f"{number_of(moved.articles)} moved to “{name}”.", messages.SUCCESS)
        if moved.remaining:
            self.message_user(
                request,
                f"About {number_of(moved.remaining)} still to be moved. Save “{name}” again to move up to "
                f"{number_of(MOST_MOVED)}, or run manage.py settle_categories to move all of them.",
                messages.WARNING,
            )

    @admin.action(description="Merge into another category…", permissions=["change", "delete"])
    def merge_chosen(self, request: HttpRequest, queryset: QuerySet[Category]) -> HttpResponse:
        return self.merge_page(request, list(queryset))

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """GET `?ids=…,…&into=…` asks, POST merges."""
        if not (self.has_change_permission(request) and self.has_delete_permission(request)):
            raise PermissionDenied
        given = (request.POST if request.method == "POST" else request.GET).get("ids", "")
        ids = [ObjectId(each) for each in given.split(",") if ObjectId.is_valid(each)]
        chosen = list(Category.objects.filter(pk__in=ids).order_by(*self.get_ordering(request)))
        if not chosen:
            self.message_user(request, "These categories are gone; somebody has merged them already.", messages.ERROR)
            return redirect("admin:catalog_category_changelist")
        return self.merge_page(request, chosen, is_answer=request.method == "POST")

    def merge_page(self, request: HttpRequest, chosen: Sequence[Category], *, is_answer: bool = False) -> HttpResponse:
        found = counts()
        for category in chosen:
            category.count = found.get(category.name, Count())  # type: ignore[attr-defined]  # for the template
        ids = [category.pk for category in chosen]
        others = [category for category in Category.in_order() if category.pk not in set(ids)]
        choices = [(str(other.pk), f"{other.label} ({found.get(other.name, Count()).articles:,})") for other in others]
        initial = {"ids": ",".join(map(str, ids)), "into": request.GET.get("into", "")}
        form = MergeForm(request.POST if is_answer else None, initial=initial, choices=choices)
        if is_answer and form.is_valid():
            into = next(other for other in others if str(other.pk) == form.cleaned_data["into"])
            return self.merged(request, chosen, into)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Merge categories",
            "chosen": chosen,
            "total": sum(found.get(category.name, Count()).articles for category in chosen),
            "form": form,
        }
        return TemplateResponse(request, "admin/catalog/category/merge.html", context)

    def merged(self, request: HttpRequest, chosen: Sequence[Category], into: Category) -> HttpResponse:
        names = ", ".join(f"“{category.name}”" for category in chosen)
        try:
            moved = merge(chosen, into, most=MOST_MOVED, by=by_of(request))
        except CategoryGoneError as error:
            self.message_user(
                request,
                f"“{error}” was renamed, merged or deleted by someone else at the same moment, so it was left alone. "
                "Please look at the list.",
                messages.ERROR,
            )
            return redirect("admin:catalog_category_changelist")
        self.log_change(request, into, f"Merged {names} into it.")
        self.message_user(request, f"{names} merged into “{into.name}”.", messages.SUCCESS)
        self.report(request, into.name, moved)
        if moved.remaining:
            return redirect("admin:catalog_category_change", into.pk)
        return redirect("admin:catalog_category_changelist")

    def get_deleted_objects(
        self, objs: Iterable[Category], request: HttpRequest
    ) -> tuple[list[Any], dict[Any, int], set[Any], list[Any]]:
        """Protect categories that have articles; the pages offer to merge them."""
        categories = list(objs)
        shown, totals, lacking, protected = super().get_deleted_objects(categories, request)
        found = counts()
        for category in categories:
            if articles := found.get(category.name, Count()).articles:
                merge_it = merge_address([category.pk])
                text = "“{}” has {}. <a href='{}'>Merge it into another category</a>"
                protected.append(format_html(text, category.label, number_of(articles), merge_it))
        return shown, totals, lacking, protected

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().delete_view(request, *args, **kwargs)
        except CategoryUsedError:
            return super().delete_view(request, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: Category) -> None:  # noqa: ARG002  # Django's signature
        if not remove(obj):
            raise CategoryUsedError(obj.name)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Category]) -> None:
        for category in queryset:
            if not remove(category):
                self.message_user(request, f"“{category.label}” stays: it has an article by now.", messages.WARNING)
