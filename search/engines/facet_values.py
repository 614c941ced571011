"""The values of the facets: what a reader named, resolved to what the archive has, and what a page shows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from catalog.categories import category_key
from search.engines.known_values import Counts, KnownValues
from search.engines.vocabulary import Vocabulary
from search.query import facets
from search.query.facets import MOST_CHIPS, FacetDefinition
from search.values import Facet, FacetNotice, FacetValue, FacetValues, SearchQuery

Vocabularies = Mapping[str, Vocabulary]
NO_NAMES = Vocabulary()


@dataclass(frozen=True, slots=True)
class Resolved:
    """A search with the canonical names of its values, and what is to be said about those that there are not."""

    query: SearchQuery
    notices: tuple[FacetNotice, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """What an engine counted: of the search and of the whole archive, by facet and term; and the names of terms."""

    found: Counts
    archive: Counts = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def resolved(query: SearchQuery, known: KnownValues) -> Resolved:
    """Replace the values of a search by canonical names.

    An unknown value of the address counts as absent (catalog/filters.py). One of an operator is replaced by the name
    that it unmistakably means, or left out, and there is a notice either way.
    """
    notices: list[FacetNotice] = []
    parsed = query.parsed
    chosen, excluded = dict(query.chosen), dict(query.excluded)
    typed, barred = dict(parsed.chosen_values), dict(parsed.excluded_values)
    for name, vocabulary in known.vocabularies().items():
        archive = known.archive.get(name, {})
        for values in (chosen, excluded):
            values[name] = tuple(
                found for value in values.get(name, ()) if (found := known_value(value, vocabulary, archive))
            )
        for values in (typed, barred):
            values[name], said = meant_values(name, values.get(name, ()), vocabulary, archive)
            notices += [replace(each, excluded=values is barred) for each in said]
        # As in an address: a value both chosen and excluded is excluded.
        chosen[name] = tuple(value for value in chosen[name] if value not in excluded[name])
    parsed = replace(parsed, chosen_values=present(typed), excluded_values=present(barred))
    query = replace(query, parsed=parsed, chosen=present(chosen), excluded=present(excluded))
    return Resolved(query, tuple(dict.fromkeys(notices)))


def present(values: FacetValues) -> FacetValues:
    """Return the values without doubles, and only the facets that have some."""
    return {name: tuple(dict.fromkeys(each)) for name, each in values.items() if each}


def known_value(value: str, vocabulary: Vocabulary, archive: Mapping[str, int]) -> str | None:
    """Return the canonical name of a value; None if nothing in the archive or the collection is named so."""
    if found := vocabulary.find(value):
        return found
    # Before the collection is read, or for a category that only articles have, nobody can say that there is none.
    return value if category_key(value) in archive or not vocabulary.places else None


def meant_values(
    facet: str, values: tuple[str, ...], vocabulary: Vocabulary, archive: Mapping[str, int]
) -> tuple[tuple[str, ...], list[FacetNotice]]:
    meant: list[str] = []
    notices: list[FacetNotice] = []
    for value in values:
        name = known_value(value, vocabulary, archive)
        if name is None:
            name = vocabulary.nearest(value)
            notices.append(notice(facet, value, name or "", vocabulary, archive))
        if name:
            meant.append(name)
    return tuple(meant), notices


def notice(facet: str, given: str, used: str, vocabulary: Vocabulary, archive: Mapping[str, int]) -> FacetNotice:
    if used:
        return FacetNotice(facet, given, used)
    names = largest(counts_by_name(archive, vocabulary), vocabulary) if archive else list(vocabulary.known)
    return FacetNotice(facet, given, known=tuple(names[:MOST_CHIPS]), more=max(0, len(names) - MOST_CHIPS))


def widened(query: SearchQuery, vocabularies: Vocabularies) -> SearchQuery:
    """Add to each value the other terms of the index that have its name; for the request only, not for the page."""

    def wide(values: FacetValues) -> FacetValues:
        return {
            name: tuple(term for value in each for term in vocabularies.get(name, NO_NAMES).terms_of(value))
            for name, each in values.items()
        }

    parsed = query.parsed
    return replace(
        query,
        chosen=wide(query.chosen),
        excluded=wide(query.excluded),
        parsed=replace(parsed, chosen_values=wide(parsed.chosen_values), excluded_values=wide(parsed.excluded_values)),
    )


def counts_by_name(counts: Mapping[str, int], vocabulary: Vocabulary) -> Counter[str]:
    """Return the counts by name: terms of one name are one value."""
    by_name: Counter[str] = Counter()
    for term, count in counts.items():
        by_name[vocabulary.name_of(term)] += count
    return by_name


def largest(counts: Counter[str], vocabulary: Vocabulary) -> list[str]:
    """Return the names, the largest first, equal ones in their order."""
    return sorted(counts, key=lambda name: (-counts[name], vocabulary.place_of(name)))


def named(query: SearchQuery, counts: FacetCounts, vocabularies: Vocabularies) -> SearchQuery:
    """Return the search with its values as the archive writes them, so that links and chips show those."""

    def name_values(values: FacetValues) -> FacetValues:
        return {
            facet.name: tuple(
                dict.fromkeys(
                    vocabulary.names.get(str(facet.term(value)), value)
                    for vocabulary in [names_of(facet, counts, vocabularies)]
                    for value in values[facet.name]
                )
            )
            for facet in facets.FACETS
            if facet.name in values
        }

    return replace(query, chosen=name_values(query.chosen), excluded=name_values(query.excluded))


def names_of(facet: FacetDefinition, counts: FacetCounts, vocabularies: Vocabularies) -> Vocabulary:
    return vocabularies.get(facet.name, NO_NAMES).with_names(counts.names.get(facet.name, {}))


def facets_of(query: SearchQuery, counts: FacetCounts, vocabularies: Vocabularies) -> tuple[Facet, ...]:
    return tuple(facet_of(facet, query, counts, names_of(facet, counts, vocabularies)) for facet in facets.FACETS)


def facet_of(definition: FacetDefinition, query: SearchQuery, counts: FacetCounts, vocabulary: Vocabulary) -> Facet:
    """Return a facet with its values; chosen and excluded ones are listed even with a count of 0."""
    chosen = query.chosen.get(definition.name, ())
    excluded = query.excluded.get(definition.name, ())
    found = counts_by_name(counts.found.get(definition.name, {}), vocabulary)
    archive = counts_by_name(counts.archive.get(definition.name, {}), vocabulary)

    def order(name: str) -> tuple[object, ...]:
        if definition.archive_wide:
            return vocabulary.place_of(name)
        return (-found[name], name) if definition.by_count else (definition.term(name),)

    names = sorted({*found, *archive, *chosen, *excluded}, key=order, reverse=definition.descending)
    chips = {*first_names(definition, names, found, archive, vocabulary), *chosen, *excluded}
    return Facet(
        name=definition.name,
        label=definition.label,
        plural=definition.plural,
        can_exclude=bool(definition.exclude_parameter),
        values=tuple(
            FacetValue(
                value=name,
                label=definition.label_of(name),
                count=found[name],
                selected=name in chosen,
                excluded=name in excluded,
                shown=name in chips,
            )
            for name in names
        ),
    )


def first_names(
    definition: FacetDefinition,
    names: list[str],
    found: Counter[str],
    archive: Counter[str],
    vocabulary: Vocabulary,
) -> list[str]:
    """Return the names that have a chip even if nobody chooses them: all, or as many as fit."""
    if definition.by_count:
        return names[: definition.limit]
    if not definition.plural or len(names) <= MOST_CHIPS:
        return names
    return largest(archive or found, vocabulary)[:MOST_CHIPS] if definition.archive_wide else names[:MOST_CHIPS]
