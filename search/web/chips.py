"""The chips of the facets, with a link each to choose and to exclude a value, and the list of all values."""

from dataclasses import dataclass, replace

from catalog.text import without_accents
from search.values import Facet, FacetValue, SearchQuery
from search.web.addresses import parameters, query_string


@dataclass(frozen=True, slots=True)
class Chip:
    """A facet value with the links that toggle and exclude it."""

    value: FacetValue
    toggle_url: str
    exclude_url: str = ""

    @property
    def id(self) -> str:
        """The value as a part of an id, which has no space."""
        return self.value.value.replace("%", "%25").replace(" ", "%20")


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
            # The open list holds the others, and stands where their chips were.
            if value.selected or value.excluded or (value.shown and not is_open)
        ),
        plural=facet.plural,
        number=len(facet.values),
        more_url=query_string(replace(query, page=1, listed="" if is_open else facet.name)) if has_more else "",
        all_values=value_list(query, facet, find) if is_open else None,
    )


def value_list(query: SearchQuery, facet: Facet, find: str) -> ValueList:
    """Return the values that contain the text, in any case and without accents; all of them for an empty text."""
    wanted = without_accents(find.strip())
    return ValueList(
        chips=tuple(
            Chip(value, query_string(toggled(query, facet.name, value)))
            for value in facet.values
            if wanted in without_accents(value.label)
        ),
        inputs=tuple(parameters(replace(query, page=1))),
        find=find,
    )
