"""Base classes of the admin pages of search."""

from typing import TYPE_CHECKING, Any, TypeVar

from bson import ObjectId
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from catalog.models import Article
from search.query.normalise import clean

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Article]
else:
    ModelChoiceField = forms.ModelChoiceField

Row = TypeVar("Row", bound=Model)


def search_address(text: str) -> str:
    return f"{reverse('search:search')}?{urlencode({'q': text})}"


class ArticleField(ModelChoiceField):
    """Takes a malformed id, of a form, an address or a row, for none: the backend would raise ValidationError."""

    def bound_data(self, data: Any, _initial: Any) -> Any:
        return data if ObjectId.is_valid(data or "") else None

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(value if isinstance(value, Model) else self.bound_data(value, None))

    def to_python(self, value: Any) -> Any:
        return super().to_python(self.bound_data(value, None))


class ArticleSelect(AutocompleteSelect):
    """Says what is to be chosen, where Django's leaves an empty box without a name."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().build_attrs(base_attrs, extra_attrs), "data-placeholder": "Choose an article"}


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


class UniqueRowsAdmin(SearchedAdmin):
    """For rows of which there is one of a kind; their form says so."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            # The same row was posted twice at once. The second time, the form sees the first and reports it.
            return super().changeform_view(request, *args, **kwargs)


class SoonInForceAdmin(SearchedAdmin):
    """For rows that change what readers find: after a save, messages say so."""

    def confirm(self, request: HttpRequest, obj: Any) -> None:
        """Add the messages."""
        raise NotImplementedError

    def say_where(self, request: HttpRequest, query: str) -> None:
        message = 'Takes effect within two seconds: <a href="{}">search for “{}”</a>.'
        messages.success(request, format_html(message, search_address(query), query))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        response = super().response_add(request, obj, post_url_continue)
        self.confirm(request, obj)
        return response

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        response = super().response_change(request, obj)
        self.confirm(request, obj)
        return response


class QueryRowsAdmin(SearchedAdmin):
    """For rows that give a query articles. An article may be gone; its row is still listed and editable.

    The address can fill in the form: `?query=war&article=<id>`, as the links beside hits do.
    """

    articles: tuple[str, ...] = ("article",)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str | list[str]]:
        return {**super().get_changeform_initial_data(request), "query": clean(request.GET.get("query", ""))}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            options.setdefault("widget", ArticleSelect(db_field, self.admin_site))
        field: Any = super().formfield_for_foreignkey(db_field, request, form_class=ArticleField, **options)
        return field

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:  # noqa: FBT001, FBT002  # Django's own signature
        """Remove the buttons that would add, change or delete an article itself: that is done on pages of its own."""
        form: Any = super().get_form(request, obj, change, **options)
        for name in self.articles:
            if name in form.base_fields:
                widget = form.base_fields[name].widget
                widget.can_add_related = widget.can_change_related = widget.can_delete_related = False
        return form
