"""Adding, editing and deleting an article. Requires sign-in and the permission."""

from typing import Any

from bson import ObjectId
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from catalog.editing import done as doing
from catalog.editing import noted
from catalog.editing.conflicts import Conflict
from catalog.editing.differences import differences, field_differences
from catalog.editing.done import Done, Kind, Written
from catalog.forms import DeleteForm, EditArticleForm, NewArticleForm
from catalog.models import Article
from catalog.outages import survives_outage
from catalog.writing import saves
from catalog.writing.keeping import keeps_text, may, names_to_choose_from, writing_context
from catalog.writing.preview import previewed
from catalog.writing.returning import way_back

CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_text(NewArticleForm, permission="catalog.add_article")
def new(request: HttpRequest) -> HttpResponse:
    """The form for a new article, with `?title=` as the suggested title."""
    if request.method != "POST":
        return show_form(request, NewArticleForm.with_title(request.GET.get("title", "")))
    form = NewArticleForm(request.POST)
    if wants_preview(request) or not form.is_valid():
        return show_form(request, form)
    note = form.new_category_note()
    added = noted.create(request, form.cleaned_data, form.cleaned_data["key"])
    messages.success(request, f"“{added.title}” was added.{note}")
    return saved(request, added.pk, 1)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_text(EditArticleForm, permission="catalog.change_article")
def edit(request: HttpRequest, pk: ObjectId) -> HttpResponse:
    if request.method != "POST":
        return show_form(request, EditArticleForm.of(get_object_or_404(Article, pk=pk)), pk)
    form = EditArticleForm(request.POST)
    if wants_preview(request) or not form.is_valid():
        return show_form(request, form, pk)
    note, seen = form.new_category_note(), form.cleaned_data["version"]
    result = noted.save_edit(request, pk, seen, form.cleaned_data)
    if isinstance(result, Conflict):
        return show_conflict(request, result.theirs, form)
    messages.success(request, f"“{form.cleaned_data['title']}” was saved.{note}")
    return saved(request, pk, result if result > seen else None)


def saved(request: HttpRequest, pk: ObjectId, version: int | None) -> HttpResponse:
    """Lead back where the form was opened, or to the article. `version` is the one that was made, None if none was."""
    response = HttpResponseRedirect(way_back(request) or reverse("catalog:article", args=[pk]))
    saves.note(request, response, pk, version)
    return response


def wants_preview(request: HttpRequest) -> bool:
    """Return whether the button for a preview was pressed, in a browser without scripts."""
    return "preview" in request.POST


def show_form(request: HttpRequest, form: forms.BaseForm, pk: ObjectId | None = None) -> HttpResponse:
    context = writing_context(request, pk, unsaved=form.is_bound)
    context |= {"form": form, "categories": names_to_choose_from()}
    if wants_preview(request):
        context |= {"preview": previewed(request.POST), "quiet": True}
    return render(request, "catalog/form.html", context)


def show_conflict(
    request: HttpRequest, theirs: Article | None, form: EditArticleForm, *, restoring: str = ""
) -> HttpResponse:
    """Show both texts, and a form that saves the typed one over the other or as a new article.

    `restoring` names the former version that the form holds, if nobody has typed it.
    """
    mine = form.instance  # never saved; it holds what was typed
    typed = form.data
    assert isinstance(typed, QueryDict)  # noqa: S101  # for the type checker
    if theirs is None:
        context = writing_context(request, unsaved=True)
        context |= {"form": NewArticleForm.out_of(typed), "mine": mine}
    else:
        context = writing_context(request, theirs.pk, unsaved=True) | {
            "form": EditArticleForm.on_top_of(theirs, typed),
            "mine": mine,
            "theirs": theirs,
            "own_save": saves.own_save(request, theirs.pk, theirs.version),
            "differences": differences(theirs.content or "", mine.content),
            "field_differences": field_differences(theirs, mine),
        }
    context |= {"categories": names_to_choose_from(), "restoring": restoring}
    context["attempt_before"] = saves.attempt_in(request)
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
        return show_deletion(request, found)
    if not form.is_valid():
        return show_deletion(request, found, changed=True)
    if conflict := noted.delete(request, found, form.cleaned_data["version"]):
        if conflict.theirs is None:
            raise Http404
        return show_deletion(request, conflict.theirs, changed=True)
    written = Written(pk, form.cleaned_data["version"], found.title)
    doing.note(request, Done.now(request, Kind.DELETED, [written]))
    return HttpResponseRedirect(way_back(request) or reverse("catalog:articles"))


def show_deletion(request: HttpRequest, article: Article, *, changed: bool = False) -> HttpResponse:
    """Ask whether the article is to be deleted; `changed`: it was not, because somebody has saved it."""
    context: dict[str, Any] = {"article": article, "changed": changed, "keep_days": settings.HISTORY_KEEP_DAYS}
    context |= {"may_restore": may(request, "catalog.add_article"), "way_back": way_back(request)}
    return render(request, "catalog/delete.html", context, status=CONFLICT if changed else None)
