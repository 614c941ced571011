"""The links of the search page: chips, orders, alternatives.

Each link is the current search with one change, and leads to page 1. The links to other pages are those of every list:
theme/templates/components/pagination.html.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse

from search.values import Alternative, SearchPage, SearchQuery, Section
from search.web.addresses import filter_parameters, kept_while_typing, parameters, query_string
from search.web.chips import ChipGroup, ChosenValue, chip_group, chosen_values
from search.web.exports.links import OtherForm, other_forms
from search.web.notices import Notice, notices_of


@dataclass(frozen=True, slots=True)
class Order:
    name: str
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class AlternativeLink:
    """A link to an alternative search that finds `count` articles."""

    text: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class SectionLink:
    section: Section
    url: str


@dataclass(frozen=True, slots=True)
class More:
    """The link to the next page. `appended_url` shows it below the articles before it; empty where these are many."""

    url: str
    appended_url: str


@dataclass(frozen=True, slots=True)
class Navigation:
    """All links of the page. `clear_url` is None if no facet is chosen.

    `all_words_url` leads from a search for any of the words back to the one for all of them, and `as_typed_url` from
    the hits of a better spelling to the words as they were typed.
    """

    groups: tuple[ChipGroup, ...]
    chosen: tuple[ChosenValue, ...]
    orders: tuple[Order, ...]
    pages: Page[int]
    clear_url: str | None
    filter_parameters: tuple[str, ...]
    hidden_inputs: tuple[tuple[str, str], ...]
    spelling: AlternativeLink | None
    everywhere: AlternativeLink | None
    any_word: AlternativeLink | None
    all_words_url: str | None
    as_typed_url: str | None
    notices: tuple[Notice, ...] = ()
    other_forms: tuple[OtherForm, ...] = ()
    more: More | None = None
    sections: tuple[SectionLink, ...] = ()
    list_url: str = ""


def list_url(query: SearchQuery) -> str:
    """Return the address of the index of titles for the words outside all operators, under the same filters."""
    words = [("q", text)] if (text := query.parsed.plain.strip()) else []
    pairs = [*words, *(pair for pair in parameters(query) if pair[0] in filter_parameters())]
    return f"{reverse('catalog:articles')}?{urlencode(pairs)}".removesuffix("?")


def alternative_link(alternative: Alternative | None) -> AlternativeLink | None:
    if alternative is None:
        return None
    query = alternative.query
    return AlternativeLink(query.text.strip(), query_string(query), alternative.count)


def more_of(page: SearchPage) -> More | None:
    query = replace(page.query, listed="")
    if query.page >= page.pages:
        return None
    following = replace(query, page=query.page + 1, first_page=0)
    appended = replace(following, first_page=query.shown_from)
    goes_on = appended.shown_from == query.shown_from
    return More(query_string(following), query_string(appended) if goes_on else "")


def navigation(page: SearchPage, *, find: str = "") -> Navigation:
    """Return the links of the page. `find` filters the list of all values of a facet, if one is open."""
    groups = tuple(chip_group(page.query, facet, find) for facet in page.facets if facet.values)
    query = replace(page.query, listed="")  # every other link closes that list
    return Navigation(
        groups=groups,
        chosen=chosen_values(page),
        orders=tuple(
            Order(sort.value, sort.label, query_string(replace(query, sort=sort, page=1)), current=sort is page.order)
            for sort in page.orders
        ),
        pages=Paginator(range(page.pages), per_page=1).get_page(query.page),
        clear_url=query_string(query.without_filters()) if query.is_filtered else None,
        filter_parameters=filter_parameters(),
        hidden_inputs=kept_while_typing(query),
        spelling=alternative_link(page.alternatives.spelling),
        everywhere=alternative_link(page.alternatives.everywhere),
        any_word=alternative_link(page.alternatives.any_word),
        all_words_url=query_string(replace(query, any_word=False, page=1)) if query.any_word else None,
        as_typed_url=query_string(replace(query, as_typed=True, page=1)) if page.respelled else None,
        notices=notices_of(page),
        other_forms=other_forms(page) if page.total else (),
        more=more_of(page),
        sections=tuple(
            SectionLink(each, query_string(query.with_values("category", chosen=(each.category,))))
            for each in page.sections
        ),
        list_url=list_url(query),
    )
