"""Articles in Django's admin: its list, its history and its deletions, and the site's form (docs/decisions/0036)."""

from collections import Counter
from typing import Any

from bson import ObjectId
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode

from catalog.admin.bases import BoundedSearchAdmin
from catalog.categories import category_key
from catalog.editing import conflicts
from catalog.editing.noted import by_of
from catalog.forms import ArticleForm, EditArticleForm, NewArticleForm
from catalog.models import Article, Category
from catalog.outages import View
from catalog.writing import views as writing
from catalog.writing.keeping import FORM

ADD, CHANGE = "catalog_article_add", "catalog_article_change"


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
    fields = ("title", "category", "author", "published_at", "source_url", "content")  # for who may only view
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

    def get_urls(self) -> list[URLPattern]:
        """Put the site's form in the place of Django's, which would lose a text in many ways."""
        forms = [
            path("add/", self.form_at(NewArticleForm, self.open_new, writing.new), name=ADD),
            path("<path:object_id>/change/", self.form_at(EditArticleForm, self.open_edit, save_edit), name=CHANGE),
        ]
        return [*forms, *(each for each in super().get_urls() if each.name not in {ADD, CHANGE})]

    def form_at(self, form_class: type[ArticleForm], opened: View, sent: View) -> View:
        """Return the view of an address that leads to a form of the site, and takes a text as that form does."""
        opened = self.admin_site.admin_view(opened)

        def view(request: HttpRequest, **about: str) -> HttpResponse:
            return sent(request, **about) if request.method == "POST" else opened(request, **about)

        vars(view)[FORM] = form_class  # it comes back when its token is too old
        return view

    def open_new(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        title = request.GET.get("title", "")
        return redirect(f"{reverse('catalog:new')}?{urlencode({'title': title})}" if title else "catalog:new")

    def open_edit(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lead to the form. Who may only view sees Django's page, and an article that is gone is reported as ever."""
        article = self.get_object(request, unquote(object_id))
        if article is None or not self.has_change_permission(request, article):
            return self.change_view(request, object_id)
        return redirect("catalog:edit", article.pk)

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        conflicts.delete_many([obj.pk], by_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        conflicts.delete_many(list(queryset.values_list("pk", flat=True)), by_of(request))


def save_edit(request: HttpRequest, object_id: str) -> HttpResponse:
    """Save an edit that was sent to the admin. An id that is none is that of an article which is gone."""
    if "version" not in request.POST and "seen_version" in request.POST:
        # The admin's own form called it so, and one may still be open.
        sent = request.POST.copy()
        sent["version"] = str(sent["seen_version"])
        request.POST = sent  # type: ignore[assignment]  # as Django's own QueryDict, which is mutable here
    return writing.edit(request, pk=ObjectId(object_id) if ObjectId.is_valid(object_id) else ObjectId())
