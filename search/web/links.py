"""The links of the search page: chips, orders, alternatives.

An address contains the whole search, so each link is the current search with one change, and leads to page 1. The links
to other pages are those of every list: theme/templates/components/pagination.html.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from search.query import facets
from search.values import PAGE_SIZE, Alternative, Facet, FacetValue, SearchPage, SearchQuery, Sort
from search.web.parameters import ANY_WORD, AS_TYPED


@dataclass(frozen=True, slots=True)
class Chip:
    """A facet value with the links that toggle and exclude it."""

    value: FacetValue
    toggle_url: str
    exclude_url: str


@dataclass(frozen=True, slots=True)
class ChipGroup:
    name: str
    label: str
    chips: tuple[Chip, ...]
    can_exclude: bool


@dataclass(frozen=True, slots=True)
class Link:
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
class Navigation:
    """All links of the page. `clear_url` is None if no facet is chosen.

    `all_words_url` leads from a search for any of the words back to the one for all of them, and `as_typed_url` from
    the hits of a better spelling to the words as they were typed.
    """

    groups: tuple[ChipGroup, ...]
    sorts: tuple[Link, ...]
    pages: Page[int]
    clear_url: str | None
    filter_parameters: tuple[str, ...]
    hidden_inputs: tuple[tuple[str, str], ...]
    spelling: AlternativeLink | None
    everywhere: AlternativeLink | None
    any_word: AlternativeLink | None
    all_words_url: str | None
    as_typed_url: str | None


def parameters(query: SearchQuery) -> list[tuple[str, str]]:
    """Return the parameters of a search in the order of its address, without defaults."""
    pairs: list[tuple[str, str]] = []
    if query.text:
        pairs.append(("q", query.text))
    for facet in facets.FACETS:
        pairs += [(facet.name, value) for value in query.chosen.get(facet.name, ())]
        pairs += [(facet.exclude_parameter, value) for value in query.excluded.get(facet.name, ())]
    if query.sort is not Sort.RELEVANCE:
        pairs.append(("sort", query.sort.value))
    if query.any_word:
        pairs.append(("words", ANY_WORD))
    if query.as_typed:
        pairs.append(("spelling", AS_TYPED))
    if query.size != PAGE_SIZE:
        pairs.append(("size", str(query.size)))
    if query.page > 1:
        pairs.append(("page", str(query.page)))
    return pairs


def query_string(query: SearchQuery) -> str:
    """Return the address of a search: `?q=…&category=…`; `?` for the bare page."""
    return f"?{urlencode(parameters(query))}"


def kept_while_typing(query: SearchQuery) -> tuple[tuple[str, str], ...]:
    """Return what the search form sends beside the words: what is chosen, but nothing that concerns the words."""
    return tuple((name, value) for name, value in parameters(query) if name not in {"q", "words", "spelling", "page"})


def filter_parameters() -> tuple[str, ...]:
    """Return the names of the parameters that choose or exclude values of facets."""
    names = ((facet.name, facet.exclude_parameter) for facet in facets.FACETS)
    return tuple(name for pair in names for name in pair if name)


def without(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(each for each in values if each != value)


def toggled(query: SearchQuery, facet: str, value: FacetValue) -> SearchQuery:
    """Choose the value, or deselect it if it is chosen or excluded."""
    chosen = without(query.chosen.get(facet, ()), value.value)
    excluded = without(query.excluded.get(facet, ()), value.value)
    if not (value.selected or value.excluded):
        chosen = (*chosen, value.value)
    return query.with_values(facet, chosen=chosen, excluded=excluded)


def excluding(query: SearchQuery, facet: str, value: FacetValue) -> SearchQuery:
    chosen = without(query.chosen.get(facet, ()), value.value)
    excluded = without(query.excluded.get(facet, ()), value.value)
    return query.with_values(facet, chosen=chosen, excluded=(*excluded, value.value))


def chip_group(query: SearchQuery, facet: Facet) -> ChipGroup:
    return ChipGroup(
        name=facet.name,
        label=facet.label,
        can_exclude=facet.can_exclude,
        chips=tuple(
            Chip(
                value=value,
                toggle_url=query_string(toggled(query, facet.name, value)),
                exclude_url=query_string(excluding(query, facet.name, value)) if facet.can_exclude else "",
            )
            for value in facet.values
        ),
    )


def alternative_link(alternative: Alternative | None) -> AlternativeLink | None:
    if alternative is None:
        return None
    query = alternative.query
    return AlternativeLink(query.text.strip(), query_string(query), alternative.count)


def navigation(page: SearchPage) -> Navigation:
    query = page.query
    return Navigation(
        groups=tuple(chip_group(query, facet) for facet in page.facets if facet.values),
        sorts=tuple(
            Link(sort.label, query_string(replace(query, sort=sort, page=1)), current=sort is query.sort)
            for sort in Sort
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
    )
