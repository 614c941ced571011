"""The links to the other forms of a search."""

from dataclasses import dataclass, replace

from django.urls import reverse

from search.values import MAX_DEPTH, MAX_PAGE_SIZE, PAGE_SIZE, SearchPage, Sort
from search.web.addresses import address_of


@dataclass(frozen=True, slots=True)
class OtherForm:
    """`type` is its media type; `title` names it where it stands alone, as in the head of the page."""

    name: str
    type: str
    title: str
    label: str
    url: str


def other_forms(page: SearchPage) -> tuple[OtherForm, ...]:
    """Return a feed of what is new, all hits as a table, and the page for programs."""
    query = replace(page.query, listed="", first_page=0)
    whole = replace(query, page=1, size=PAGE_SIZE)
    news = replace(whole, sort=Sort.RELEVANCE, size=MAX_PAGE_SIZE)
    everything = "all articles" if page.is_listed_whole else f"the first {MAX_DEPTH:,} articles"
    about = f" for “{text}”" if (text := query.text.strip()) else ""
    forms = (
        OtherForm(
            "feed",
            "application/atom+xml",
            f"New articles{about}",
            "Feed of new articles",
            address_of(reverse("search:atom"), news),
        ),
        OtherForm(
            "table",
            "text/csv",
            f"Table of {everything}{about}",
            f"Table of {everything} (CSV)",
            address_of(reverse("search:csv"), whole),
        ),
        OtherForm(
            "json",
            "application/json",
            f"This page for programs{about}",
            "This page for programs (JSON)",
            address_of(reverse("search:json"), query),
        ),
    )
    return tuple(form for form in forms if form.name != "table" or page.can_be_listed)
