"""The pages of several articles: what is to be done is shown, then done to each that still is what was shown.

The articles are in the address (`?article=<id>&article=…`), so that who has to sign in first comes back to them.
"""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.batch import leaving
from catalog.batch.choosing import choices_of
from catalog.batch.forms import MOST, TOO_MANY, CategoryForm, ChosenForm, chosen_ids
from catalog.batch.leaving import Left, Reason, Result
from catalog.batch.reasons import lines_of
from catalog.batch.undoing import undo as undo_all
from catalog.batch.writing import delete_all, recategorise_all
from catalog.categories import canonical_name, canonical_names, category_key
from catalog.editing import done as doing
from catalog.editing.done import Done, Kind
from catalog.middleware.answers import refusal
from catalog.outages import survives_outage, unavailable
from catalog.writing.keeping import may, names_to_choose_from
from catalog.writing.returning import way_back

BAD_REQUEST = 400


def sent_again(request: HttpRequest) -> HttpResponse:
    """While MongoDB is unavailable, answer a POST with a form that sends the same again."""
    if request.method != "POST":
        return unavailable(request)
    names = ("article", "category", "done")
    fields = [(name, value) for name in names for value in request.POST.getlist(name)]
    return unavailable(request, "catalog/batch_unavailable.html", {"fields": fields, "way_back": way_back(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@survives_outage(sent_again)
@login_required
@permission_required("catalog.change_article", raise_exception=True)
def recategorise(request: HttpRequest) -> HttpResponse:
    form = CategoryForm(request.POST) if request.method == "POST" else CategoryForm()
    if not form.is_valid():
        return show_chosen(request, Kind.MOVED, form)
    name = canonical_name(form.cleaned_data["category"])
    is_new = category_key(name) not in canonical_names([category_key(name)])
    result = recategorise_all(request, form.cleaned_data["article"], name)
    done = Done.now(request, Kind.MOVED, result.written, name)
    if is_new and result.written:
        messages.success(request, f"The category “{name}” is new.")
    return answer(request, done, result)


@require_http_methods(["GET", "HEAD", "POST"])
@survives_outage(sent_again)
@login_required
@permission_required("catalog.delete_article", raise_exception=True)
def delete(request: HttpRequest) -> HttpResponse:
    form = ChosenForm(request.POST) if request.method == "POST" else ChosenForm()
    if not form.is_valid():
        return show_chosen(request, Kind.DELETED, form)
    result = delete_all(request, form.cleaned_data["article"])
    return answer(request, Done.now(request, Kind.DELETED, result.written), result)


@require_POST
@survives_outage(sent_again)
@login_required
def undo(request: HttpRequest) -> HttpResponse:
    """Undo what a signed statement says that this user did, for ten minutes."""
    done = doing.read(request.POST.get("done", ""))
    if done is None or done.kind is Kind.UNDONE:
        return refusal(request, BAD_REQUEST, "What was sent does not say what is to be undone.")
    if done.user != doing.user_of(request) or not may(request, done.needs):
        raise PermissionDenied
    if done.is_over:
        result = Result((), tuple(Left(each.pk, Reason.LATE) for each in done.articles))
        return report_later(request, Kind.UNDONE, result)
    result = undo_all(request, done)
    doing.note_undone(request, done)
    if result.left:
        return report_later(request, Kind.UNDONE, result)
    messages.success(request, replace(done, kind=Kind.UNDONE).sentence)
    return HttpResponseRedirect(address_after(request))


@require_safe
@survives_outage()
@login_required
def report(request: HttpRequest) -> HttpResponse:
    """Say what was left by what was done last, and why. What was done can be undone from here too."""
    found = leaving.noted(request)
    if found is None:
        raise Http404
    undoable = doing.to_undo(request) if found.written and found.kind is not Kind.UNDONE else None
    lines = lines_of(request, found.left)
    context: dict[str, Any] = {
        "report": found,
        "lines": lines,
        "settled": [str(each.pk) for each in lines if each.is_settled],
        "undoable": undoable,
        "may": [undoable.needs] if undoable and may(request, undoable.needs) else [],
        "way_back": way_back(request),
    }
    return render(request, "catalog/batch_report.html", context)


def show_chosen(request: HttpRequest, kind: Kind, form: ChosenForm) -> HttpResponse:
    """Ask for confirmation with the articles as they are now; those that were unticked stay so."""
    ids = chosen_ids(request.GET.getlist("article")) or chosen_ids(each.partition(":")[0] for each in form.sent())
    if len(ids) > MOST:
        return refusal(request, BAD_REQUEST, f"{TOO_MANY} These are {len(ids)}.")
    ticked = {each.partition(":")[0] for each in form.sent()} if form.is_bound else None
    context: dict[str, Any] = {"kind": kind, "form": form, "choices": choices_of(ids, ticked)}
    if isinstance(form, CategoryForm):
        context["categories"] = names_to_choose_from()
    context["way_back"] = way_back(request)
    return render(request, "catalog/batch.html", context)


def answer(request: HttpRequest, done: Done, result: Result) -> HttpResponse:
    """Lead back if everything was done, otherwise to the page that says what was not."""
    if result.written:
        doing.note(request, done)
    return report_later(request, done.kind, result) if result.left else HttpResponseRedirect(address_after(request))


def report_later(request: HttpRequest, kind: Kind, result: Result) -> HttpResponse:
    """Lead to the report, a page of its own: one can come back to it from the articles that it names."""
    leaving.note(request, kind, result)
    back = way_back(request)
    query = f"?{urlencode({'next': back})}" if back else ""
    return HttpResponseRedirect(reverse("catalog:batch_report") + query)


def address_after(request: HttpRequest) -> str:
    return way_back(request) or reverse("catalog:articles")
