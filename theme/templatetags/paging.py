"""Page numbers, drawn alike on the search page and in lists."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django import template
from django.core.paginator import Page
from django.template import Context

register = template.Library()

# How many page numbers are shown on each side of the present one.
NEIGHBOURS = 2


class PageLink(Protocol):
    @property
    def label(self) -> str: ...


@dataclass(frozen=True, slots=True)
class NumberedLink:
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Pages:
    """What components/pagination.html takes; no `links` when there is only one page."""

    links: tuple[NumberedLink, ...]
    previous_url: str | None
    next_url: str | None


@register.filter
def with_gaps(links: Iterable[PageLink]) -> Iterator[tuple[PageLink, bool]]:
    """Pair each link with whether numbers were left out before it."""
    before = 0
    for link in links:
        number = int(link.label)
        yield link, number > before + 1
        before = number


@register.simple_tag(takes_context=True)
def pages_of(context: Context, page: Page[Any]) -> Pages:
    """Return links to the pages of a Django paginator that keep the rest of the present address."""
    parameters = context["request"].GET.copy()
    last = page.paginator.num_pages

    def address(number: int) -> str:
        parameters["page"] = str(number)
        return f"?{parameters.urlencode()}"

    near = range(max(1, page.number - NEIGHBOURS), min(last, page.number + NEIGHBOURS) + 1)
    shown = sorted({1, *near, last}) if last > 1 else []
    return Pages(
        links=tuple(NumberedLink(str(number), address(number), number == page.number) for number in shown),
        previous_url=address(page.number - 1) if page.number > 1 else None,
        next_url=address(page.number + 1) if page.number < last else None,
    )
