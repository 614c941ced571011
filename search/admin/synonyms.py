"""The synonym groups in the admin."""

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.text import Truncator

from search.admin.bases import SoonInForceAdmin, UniqueRowsAdmin
from search.editorial.forms import SynonymGroupForm, shared_terms
from search.models import SynonymGroup
from search.query.normalise import clean
from search.query.synonyms import terms_of

# Messages travel in a cookie, which holds 2,000 characters.
WARNINGS, WARNING_LENGTH = 4, 100


@admin.register(SynonymGroup)
class SynonymGroupAdmin(SoonInForceAdmin, UniqueRowsAdmin):
    form = SynonymGroupForm
    list_display = ("terms",)
    list_per_page = 100
    search_fields = ("terms",)
    search_help_text = "Search by term"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str | list[str]]:
        """Fill in the terms of the address (`?terms=…`), cut to the length of a query."""
        return {"terms": clean(request.GET.get("terms", ""))}

    def confirm(self, request: HttpRequest, obj: SynonymGroup) -> None:
        """Say when the group takes effect, where to see it, and which of its terms are in another group too."""
        self.say_where(request, terms_of(obj.terms)[0])
        shared = shared_terms(obj)
        for term, other in shared[:WARNINGS]:
            short = Truncator(other).chars(WARNING_LENGTH)
            messages.warning(request, f"“{term}” is also in the group “{short}” and finds the terms of both.")
        if more := len(shared[WARNINGS:]):
            messages.warning(request, f"{more} more term{'s are' if more > 1 else ' is'} also in another group.")
