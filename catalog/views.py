"""The pages of articles. Reading is public; writing requires sign-in and the permission."""

from collections.abc import Callable
from typing import Any

from bson import ObjectId
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods, require_safe

from catalog.editing import noted
from catalog.editing.differences import differences, field_differences
from catalog.filters import ArticleFilter, nearest_page
from catalog.forms import DeleteForm, EditArticleForm, NewArticleForm
from catalog.models import Article, Category
from catalog.ordering import by_index
from catalog.outages import survives_outage, unavailable
from catalog.templatetags.article_text import paragraphs

PAGE_SIZE = 25
CONFLICT = 409


def keep_draft(form_class: type[forms.BaseForm]) -> Callable[[HttpRequest], HttpResponse]:
    """Return a view for an outage of MongoDB: it shows a sent form again with everything that was typed.

    Rendering these forms reads no database.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return unavailable(request)
        return unavailable(request, "catalog/form.html", {"form": form_class(request.POST), "not_saved": True})

    return answer


@require_safe
@survives_outage()
def articles(request: HttpRequest) -> HttpResponse:
    """The articles in alphabetical order, filtered by catalog/filters.py."""
    filters = ArticleFilter(request.GET, Article.objects.order_by(*by_index("title", "_id")))
    paginator = Paginator(filters.qs, PAGE_SIZE)
    page = paginator.page(nearest_page(request.GET.get("page"), paginator.num_pages))
    context = {"filters": filters, "page": page}
    if set(request.GET) == {"page"}:  # what crawlers may keep: not one of countless filtered lists
        context |= {"canonical_path": f"{request.path}?page={page.number}"}
    return render(request, "catalog/articles.html", context)


@require_safe
@survives_outage()
def article(request: HttpRequest, pk: ObjectId) -> HttpResponse:
    """One article, with the context of settings.ARTICLE_CONTEXT, and under it the templates of settings.ARTICLE_PANELS.

    That context may replace `title` and `paragraphs` with the same texts as HTML, and name a template `frame` to be
    shown above the article. Search engines are told that the article's own address is the page, whatever follows it.
    """
    found = get_object_or_404(Article, pk=pk)
    context = {
        "article": found,
        "title": found.title,
        "paragraphs": paragraphs(found.content),
        "panels": settings.ARTICLE_PANELS,
        "canonical_path": found.get_absolute_url(),
    }
    if settings.ARTICLE_CONTEXT:
        context |= import_string(settings.ARTICLE_CONTEXT)(request, found)
    return render(request, "catalog/article.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@survives_outage(keep_draft(NewArticleForm))
@login_required
@permission_required("catalog.add_article", raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """The form for a new article, with `?title=` as the suggested title."""
    if request.method != "POST":
        form = NewArticleForm.with_title(request.GET.get("title", ""))
        return show_form(request, form)
    form = NewArticleForm(request.POST)
    if not form.is_valid():
        return show_form(request, form)
    note = form.new_category_note()
    added = noted.create(request, form.cleaned_data, form.cleaned_data["key"])
    messages.success(request, f"“{added.title}” was added.{note}")
    return redirect(added)


@require_http_methods(["GET", "HEAD", "POST"])
@survives_outage(keep_draft(EditArticleForm))
@login_required
@permission_required("catalog.change_article", raise_exception=True)
def edit(request: HttpRequest, pk: ObjectId) -> HttpResponse:
    if request.method != "POST":
        form = EditArticleForm.of(get_object_or_404(Article, pk=pk))
        return show_form(request, form, pk=pk)
    form = EditArticleForm(request.POST)
    if not form.is_valid():
        return show_form(request, form, pk=pk)
    note = form.new_category_note()
    if conflict := noted.save_edit(request, pk, form.cleaned_data["version"], form.cleaned_data):
        return show_conflict(request, conflict.theirs, form)
    messages.success(request, f"“{form.cleaned_data['title']}” was saved.{note}")
    return redirect("catalog:article", pk)


def names_to_choose_from() -> list[str]:
    return [category.name for category in Category.in_order()]


def show_form(request: HttpRequest, form: forms.BaseForm, **context: Any) -> HttpResponse:
    context |= {"form": form, "categories": names_to_choose_from()}
    return render(request, "catalog/form.html", context)


def show_conflict(request: HttpRequest, theirs: Article | None, form: EditArticleForm) -> HttpResponse:
    """Show both texts, and a form that saves the typed one over the other or as a new article."""
    mine = form.instance  # never saved; it holds what was typed
    if theirs is None:
        context: dict[str, Any] = {"form": NewArticleForm.out_of(request.POST), "mine": mine}
    else:
        context = {
            "form": EditArticleForm.on_top_of(theirs, request.POST),
            "mine": mine,
            "theirs": theirs,
            "differences": differences(theirs.content or "", mine.content),
            "field_differences": field_differences(theirs, mine),
        }
    context["categories"] = names_to_choose_from()
    return render(request, "catalog/conflict.html", context, status=CONFLICT)


@require_http_methods(["GET", "HEAD", "POST"])
@survives_outage()
@login_required
@permission_required("catalog.delete_article", raise_exception=True)
def delete(request: HttpRequest, pk: ObjectId) -> HttpResponse:
    """Ask for confirmation; ask again if the article was edited in the meantime."""
    form = DeleteForm(request.POST if request.method == "POST" else None)
    found = get_object_or_404(Article, pk=pk)
    if not form.is_bound:
        return render(request, "catalog/delete.html", {"article": found})
    if not form.is_valid():
        return render(request, "catalog/delete.html", {"article": found, "changed": True}, status=CONFLICT)
    if conflict := noted.delete(request, found, form.cleaned_data["version"]):
        if conflict.theirs is None:
            raise Http404
        context = {"article": conflict.theirs, "changed": True}
        return render(request, "catalog/delete.html", context, status=CONFLICT)
    messages.success(request, f"“{found.title}” was deleted.")
    return redirect("catalog:articles")
