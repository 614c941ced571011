"""Page numbers, alike on the search page and in lists."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.core.paginator import Page

register = template.Library()

# Page numbers on each side of the current one.
NEIGHBOURS = 2


@register.filter
def elided_numbers(page: Page[Any]) -> Iterator[int | str]:
    """Return the numbers of the first, the last and the near pages, with Paginator.ELLIPSIS for those left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=NEIGHBOURS, on_ends=1)
