"""The page of the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.editing.done import to_undo
from catalog.filters import TEXT_LENGTH, nearest_page
from catalog.listing.filters import ListFilter
from catalog.listing.letters import OTHER, count_before, id_of, mark_of, marks_in
from catalog.models import Article, category_label
from catalog.ordering import by_index
from catalog.outages import survives_outage
from catalog.writing.allowed import noted

PAGE_SIZE = 25
KEPT_WHILE_TYPING = ("exclude", "year", "author")  # the form has a box and check boxes for the others


@dataclass(frozen=True, slots=True)
class LetterLink:
    letter: str
    url: str
    is_shown: bool

    @property
    def label(self) -> str:
        return "Numbers and signs" if self.letter == OTHER else ""


@dataclass(frozen=True, slots=True)
class Group:
    """The articles of a page under one letter; `start` is the number of the first in the whole index."""

    letter: str
    id: str
    start: int
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value that the address chooses or excludes, with the address without it."""

    label: str
    excluded: bool
    url: str


@require_safe
@survives_outage()
@vary_on_headers("HX-Request", "HX-History-Restore-Request")
def articles(request: HttpRequest) -> HttpResponse:
    """The index, filtered by catalog/listing/filters.py; its part `results` for a script.

    An address with a `letter` leads to the page on which that begins.
    """
    filters = ListFilter(request.GET, Article.objects.order_by(*by_index("title", "_id")))
    found = filters.qs
    if letter := request.GET.get("letter", "").strip():
        return redirect(address_of_letter(request.path, filters, letter))
    paginator = Paginator(found, PAGE_SIZE)
    page = paginator.page(nearest_page(request.GET.get("page"), paginator.num_pages))
    groups = groups_of(page)
    query = urlencode([("q" if name == "title" else name, value) for name, value in filters.pairs])
    context: dict[str, Any] = {
        "filters": filters,
        "page": page,
        "groups": groups,
        "letters": letters_of(filters, groups) if page.has_other_pages() and filters.follows_an_index else (),
        "chosen": chosen_of(request.path, filters.pairs),
        "inputs": [pair for pair in filters.pairs if pair[0] in KEPT_WHILE_TYPING],
        "query": f"?{query}" if query else "",
        "max_length": TEXT_LENGTH,
        "undoable": to_undo(request),
        "may": noted(request),
    }
    if set(request.GET) == {"page"}:  # what crawlers may keep: not one of countless filtered lists
        context |= {"canonical_path": f"{request.path}?page={page.number}"}
    htmx = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    partial = htmx and not htmx.history_restore_request
    return render(request, "catalog/articles.html#results" if partial else "catalog/articles.html", context)


def address_of_letter(path: str, filters: ListFilter, letter: str) -> str:
    mark = mark_of(letter)
    page = count_before(filters.qs, mark) // PAGE_SIZE + 1
    query = urlencode([*filters.pairs, *([("page", str(page))] if page > 1 else [])])
    return f"{path}{f'?{query}' if query else ''}#{quote(id_of(mark))}"


def letters_of(filters: ListFilter, groups: Sequence[Group]) -> tuple[LetterLink, ...]:
    shown = {group.letter for group in groups}
    return tuple(
        LetterLink(letter, f"?{urlencode([*filters.pairs, ('letter', letter)])}", letter in shown)
        for letter in marks_in(filters.qs)
    )


def groups_of(page: Page[Article]) -> tuple[Group, ...]:
    start, groups = page.start_index(), list[Group]()
    for letter, together in groupby(page, key=lambda article: mark_of(article.title)):
        rows = tuple(together)
        groups.append(Group(letter, id_of(letter), start, rows))
        start += len(rows)
    return tuple(groups)


def chosen_of(path: str, pairs: Sequence[tuple[str, str]]) -> tuple[Chosen, ...]:
    """Return what is chosen beside the words, which stand in the box."""
    return tuple(
        Chosen(
            label=category_label(value) if name in {"category", "exclude"} else value,
            excluded=name == "exclude",
            url=f"{path}?{urlencode([each for each in pairs if each != (name, value)])}".removesuffix("?"),
        )
        for name, value in pairs
        if name not in {"q", "title"}
    )
