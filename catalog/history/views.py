"""The history of an article, two of its versions compared, restoring one, and the articles that were deleted."""

from bson import ObjectId
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from catalog.editing.differences import differences, field_differences
from catalog.filters import nearest_page
from catalog.history.restoring import Restoring, restore_version
from catalog.history.versions import History, Version, deleted_articles, history_of, last_versions
from catalog.outages import survives_outage
from catalog.writing.keeping import may
from catalog.writing.views import saved, show_conflict

PAGE_SIZE = 25


@require_safe
@survives_outage()
@login_required
def history(request: HttpRequest, pk: ObjectId) -> HttpResponse:
    """The versions that there are, the newest first."""
    found = readable(request, pk)
    return render(request, "catalog/history.html", {"history": found, "may_add": may(request, "catalog.add_article")})


@require_safe
@survives_outage()
@login_required
def version(request: HttpRequest, pk: ObjectId, number: int) -> HttpResponse:
    """A version beside the present one, or the one that `?with=` names; the present one beside the one before it."""
    found = readable(request, pk)
    shown = wanted(found, number, request.GET.get("row", ""))
    other = other_version(found, shown, request.GET.get("with", ""))
    older, newer = sorted((shown, other), key=found.place, reverse=True) if other else (None, shown)
    context = {
        "history": found,
        "shown": shown,
        "other": other,
        "older": older,
        "newer": newer,
        "may_restore": shown.is_former and may(request, restoring_permission(found)),
    }
    if older:
        context |= {
            "differences": differences(older.article.content or "", newer.article.content or ""),
            "field_differences": field_differences(older.article, newer.article),
            "same_text": (older.article.content or "") == (newer.article.content or ""),
        }
    return render(request, "catalog/version.html", context)


@require_POST
@survives_outage()
@login_required
def restore(request: HttpRequest, pk: ObjectId, number: int) -> HttpResponse:
    """Save a former version as the newest one, if the article still has the `version` of the page that asks for it."""
    found = readable(request, pk)
    if not may(request, restoring_permission(found)):
        raise PermissionDenied
    shown = wanted(found, number, request.POST.get("row", ""))
    if not shown.is_former:
        raise Http404
    result = restore_version(request, found, shown)
    match result.state:
        case Restoring.DONE:
            messages.success(request, f"{shown.name.capitalize()} was restored.")
            return saved(request, pk, result.version)
        case Restoring.CONFLICT if result.theirs:
            return show_conflict(request, result.theirs, result.form, restoring=shown.name)
        case Restoring.INVALID:
            messages.error(request, f"{shown.name.capitalize()} cannot be restored: {result.reason}")
            return redirect(shown.address)
    messages.error(request, "The article was deleted after you opened its history, so nothing was restored.")
    return redirect("catalog:history", pk)


@require_safe
@survives_outage()
@login_required
def deleted(request: HttpRequest) -> HttpResponse:
    """The articles that were deleted and can be restored, the last deleted first."""
    if not may_see_deleted(request):
        raise PermissionDenied
    paginator = Paginator(deleted_articles(), PAGE_SIZE)
    page = paginator.page(nearest_page(request.GET.get("page"), paginator.num_pages))
    return render(request, "catalog/deleted.html", {"page": page, "articles": last_versions(list(page.object_list))})


def readable(request: HttpRequest, pk: ObjectId) -> History:
    """Return the history if this user may read it: who changes articles, or of a deleted one who deletes or adds."""
    if not (may(request, "catalog.change_article") or may_see_deleted(request)):
        raise PermissionDenied
    found = history_of(pk)
    if not found.versions:
        raise Http404
    if found.present and not may(request, "catalog.change_article"):
        raise PermissionDenied
    return found


def may_see_deleted(request: HttpRequest) -> bool:
    return may(request, "catalog.delete_article") or may(request, "catalog.add_article")


def restoring_permission(found: History) -> str:
    return "catalog.change_article" if found.present else "catalog.add_article"


def wanted(found: History, number: int, row: str = "") -> Version:
    if version := found.find(number, row):
        return version
    raise Http404


def other_version(found: History, shown: Version, named: str) -> Version | None:
    if named.isascii() and named.isdigit() and len(named) < 10:  # noqa: PLR2004  # more digits than a version has
        return found.find(int(named))
    if found.present and not shown.is_present:
        return found.find(found.present.version or 0)
    before = found.before(shown)
    return found.find(before.number, str(before.row or "")) if before else None
