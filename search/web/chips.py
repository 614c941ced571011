"""The chips of the facets, with links to choose and to hide each value; the list of all values; what is chosen."""

from dataclasses import dataclass, replace

from catalog.text import without_accents
from search.query import facets
from search.values import Facet, FacetValue, SearchPage, SearchQuery
from search.web.addresses import parameters, query_string


def id_of(value: str) -> str:
    """Return the value as a part of an id, which has no space."""
    return value.replace("%", "%25").replace(" ", "%20")


@dataclass(frozen=True, slots=True)
class Chip:
    """A facet value with the links that choose it, or no longer choose it, and that hide it, or no longer hide it."""

    value: FacetValue
    toggle_url: str
    exclude_url: str = ""

    @property
    def id(self) -> str:
        return id_of(self.value.value)


@dataclass(frozen=True, slots=True)
class ChosenValue:
    """A value that the address chooses or excludes, with the link to the search without it."""

    facet: str
    value: str
    label: str
    excluded: bool
    url: str

    @property
    def id(self) -> str:
        return id_of(self.value)


@dataclass(frozen=True, slots=True)
class ValueList:
    """Every value of a facet that has more than its chips, in a list that a reader can filter.

    `find` is the text that the values contain; `inputs` are what the form of that text sends besides.
    """

    chips: tuple[Chip, ...]
    inputs: tuple[tuple[str, str], ...]
    find: str


@dataclass(frozen=True, slots=True)
class ChipGroup:
    """The chips of a facet.

    `more_url` opens the list of all `number` values, or closes it; it is empty if all have chips.
    """

    name: str
    label: str
    chips: tuple[Chip, ...]
    can_exclude: bool
    plural: str = ""
    number: int = 0
    more_url: str = ""
    all_values: ValueList | None = None


def without(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(each for each in values if each != value)


def released(query: SearchQuery, facet: str, value: str) -> SearchQuery:
    """Return the search that neither chooses nor excludes the value."""
    return query.with_values(
        facet,
        chosen=without(query.chosen.get(facet, ()), value),
        excluded=without(query.excluded.get(facet, ()), value),
    )


def toggled(query: SearchQuery, facet: str, value: FacetValue) -> SearchQuery:
    """Choose the value, or no longer choose it. One that is excluded is chosen: a check box without a tick gets one."""
    free = released(query, facet, value.value)
    if value.selected:
        return free
    chosen = (*free.chosen.get(facet, ()), value.value)
    return free.with_values(facet, chosen=chosen, excluded=free.excluded.get(facet, ()))


def excluding(query: SearchQuery, facet: str, value: FacetValue) -> SearchQuery:
    """Exclude the value, or no longer exclude it."""
    free = released(query, facet, value.value)
    if value.excluded:
        return free
    excluded = (*free.excluded.get(facet, ()), value.value)
    return free.with_values(facet, chosen=free.chosen.get(facet, ()), excluded=excluded)


def chosen_values(page: SearchPage) -> tuple[ChosenValue, ...]:
    """Return what the address chooses and excludes. What the words do, such as `category:sport`, is for the words."""
    query = replace(page.query, listed="")
    labels = {(facet.name, value.value): value.label for facet in page.facets for value in facet.values}
    return tuple(
        ChosenValue(
            facet=facet.name,
            value=value,
            label=labels.get((facet.name, value)) or facet.label_of(value),
            excluded=values is query.excluded,
            url=query_string(released(query, facet.name, value)),
        )
        for facet in facets.FACETS
        for values in (query.chosen, query.excluded)
        for value in values.get(facet.name, ())
    )


def chip_group(query: SearchQuery, facet: Facet, find: str = "") -> ChipGroup:
    # Only a facet with a list has values without a chip.
    has_more = any(not value.shown for value in facet.values)
    is_open = has_more and query.listed == facet.name
    closed = replace(query, listed="")
    return ChipGroup(
        name=facet.name,
        label=facet.label,
        can_exclude=facet.can_exclude,
        chips=tuple(
            Chip(
                value=value,
                toggle_url=query_string(toggled(closed, facet.name, value)),
                exclude_url=query_string(excluding(closed, facet.name, value)) if facet.can_exclude else "",
            )
            for value in facet.values
            # The open list holds them all, and stands where their chips were.
            if not is_open and (value.shown or value.selected or value.excluded)
        ),
        plural=facet.plural,
        number=len(facet.values),
        more_url=query_string(replace(query, page=1, listed="" if is_open else facet.name)) if has_more else "",
        all_values=value_list(query, facet, find) if is_open else None,
    )


def value_list(query: SearchQuery, facet: Facet, find: str) -> ValueList:
    """Return the values that contain the text, in any case and without accents; all of them for an empty text.

    The list stays open when one is chosen, so that several can be.
    """
    wanted = without_accents(find.strip())
    return ValueList(
        chips=tuple(
            Chip(value, query_string(replace(toggled(query, facet.name, value), listed=facet.name)))
            for value in facet.values
            if wanted in without_accents(value.label)
        ),
        inputs=tuple(parameters(replace(query, page=1))),
        find=find,
    )
