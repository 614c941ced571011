"""The operator's pages in the admin: the articles that cannot be indexed, and the status of the index."""

from collections import defaultdict

from bson import ObjectId
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from catalog.models import Article
from catalog.outages import MONGODB_FAILED, survives_outage
from search.admin.bases import ReadOnlyAdmin
from search.index import ELASTICSEARCH_FAILED
from search.models import DeadLetter
from search.operations import report
from search.operations.retry import MAX_ARTICLES, NoIndexError, Outcome, Retried, retry
from search.operations.snapshot import take_snapshot

# Messages are kept in a cookie, which holds 2,000 characters.
NAMED, REASONED, REASON_LENGTH = 10, 4, 160


@admin.register(DeadLetter)
class DeadLetterAdmin(ReadOnlyAdmin):
    """Read-only: the worker writes these. Deleting one removes the note and leaves the article as it is."""

    list_display = ("article", "short_reason", "first_seen", "last_seen", "attempts")
    list_display_links = ("short_reason",)
    list_per_page = MAX_ARTICLES
    search_fields = ("article_id", "reason")
    search_help_text = "Search by article or reason"
    fields = readonly_fields = ("article", "reason", "first_seen", "last_seen", "attempts")
    actions = ("try_again",)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """A retry changes the note, although no form does."""
        return super(ReadOnlyAdmin, self).has_change_permission(request)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Look up which of the articles on this page exist, in one query for all of them."""
        changes = super().get_changelist_instance(request)
        existing = existing_ids([letter.article_id for letter in changes.result_list])
        for letter in changes.result_list:
            letter.article_exists = letter.article_id in existing
        return changes

    @admin.display(description="article", ordering="article_id")
    def article(self, letter: DeadLetter) -> str:
        """The article's id, a link where there is such an article."""
        exists = getattr(letter, "article_exists", None)
        if exists is None:
            exists = bool(existing_ids([letter.article_id]))
        if not exists:
            return letter.article_id
        return format_html('<a href="{}">{}</a>', article_address(letter.article_id), letter.article_id)

    @admin.display(description="reason", ordering="reason")
    def short_reason(self, letter: DeadLetter) -> str:
        return Truncator(letter.reason).chars(REASON_LENGTH)

    @admin.action(description="Try again now", permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[DeadLetter]) -> None:
        """Retry the selected articles. While a server is unavailable nothing is lost: the letter stays."""
        try:
            ids = list(queryset.values_list("article_id", flat=True)[: MAX_ARTICLES + 1])
            results = retry(ids[:MAX_ARTICLES])
        except NoIndexError:
            messages.error(request, "There is no live index yet; the worker is building one with every article in it.")
        except ELASTICSEARCH_FAILED:
            messages.error(request, "Elasticsearch is unavailable. Nothing is lost; try again when it is back.")
        except MONGODB_FAILED:
            messages.error(request, "MongoDB is unavailable. Nothing is lost; try again when it is back.")
        else:
            report_results(request, results)
            if len(ids) > MAX_ARTICLES:
                messages.warning(request, f"Only the first {MAX_ARTICLES} were tried; select the others next.")

    def get_urls(self) -> list[URLPattern]:
        status = survives_outage()(self.admin_site.admin_view(require_safe(self.status)))
        return [path("index/", status, name="search_index_status"), *super().get_urls()]

    def status(self, request: HttpRequest) -> HttpResponse:
        """Show the status of the index and its worker to whoever may see the dead letters."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = report.sections(take_snapshot())
        context = {
            **self.admin_site.each_context(request),
            "title": "Index status",
            "opts": self.opts,
            "sections": found,
            "problems": [line.name for line in report.problems(found)],
        }
        return TemplateResponse(request, "admin/search/index_status.html", context)


def existing_ids(names: list[str]) -> set[str]:
    keys = [ObjectId(name) for name in names if ObjectId.is_valid(name)]
    return {str(pk) for pk in Article.objects.filter(pk__in=keys).values_list("pk", flat=True)} if keys else set()


def article_address(article_id: str) -> str:
    """Return where an article is edited: in the admin, or on the site if the admin does not have it."""
    if admin.site.is_registered(Article):
        return reverse("admin:catalog_article_change", args=[article_id])
    return reverse("catalog:edit", args=[article_id])


def report_results(request: HttpRequest, results: list[Retried]) -> None:
    """Report the outcome of each article, as far as a cookie holds it."""
    by_outcome = defaultdict(list)
    for result in results:
        by_outcome[result.outcome].append(result)
    if indexed := by_outcome[Outcome.INDEXED]:
        messages.success(request, f"Now in the index: {named(indexed)}.")
    if gone := by_outcome[Outcome.GONE]:
        messages.success(request, f"Deleted meanwhile, so removed from this list: {named(gone)}.")
    refused = by_outcome[Outcome.REFUSED]
    for result in refused[:REASONED]:
        reason = Truncator(result.reason).chars(REASON_LENGTH)
        messages.error(request, f"Still refused: {Truncator(result.article_id).chars(40)}: {reason}")
    if more := refused[REASONED:]:
        messages.error(request, f"Still refused, for the reasons below: {named(more)}.")
    if waiting := by_outcome[Outcome.NOT_TAKEN]:
        messages.warning(request, f"The sync worker tries these again, within seconds if it runs: {named(waiting)}.")


def named(results: list[Retried]) -> str:
    names = ", ".join(Truncator(result.article_id).chars(40) for result in results[:NAMED])
    more = len(results) - NAMED
    return f"{names} and {more} more" if more > 0 else names
