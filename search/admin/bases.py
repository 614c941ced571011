"""Base classes of the admin pages of search."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from search.query.normalise import clean

Row = TypeVar("Row", bound=Model)


class SearchedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic when it runs
    """Limits what is searched for to what a reader's query may be."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Row], search_term: str
    ) -> tuple[QuerySet[Row], bool]:
        # MongoDB rejects a pattern of 32 kB.
        return super().get_search_results(request, queryset, clean(search_term))


class ReadOnlyAdmin(SearchedAdmin):
    """For rows that the site itself writes: they can be viewed and deleted."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  # Django's own signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  # as above
        return False
