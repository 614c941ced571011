"""What the admin pages of the catalog have in common."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import smart_split

from catalog.filters import LenientTextField

SEARCH_WORDS = 20


class BoundedSearchAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Limits the search term to a length and number of words that MongoDB accepts."""

    class Media:
        css = {"all": ("catalog/admin.css",)}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = list(smart_split(LenientTextField().clean(search_term)))[:SEARCH_WORDS]
        return super().get_search_results(request, queryset, " ".join(words))
