"""What a search means by its values, and which values a page shows, without a server."""

from typing import Any

import pytest

from search.engines import known_values
from search.engines.facet_values import FacetCounts, facets_of, named, resolved, widened
from search.engines.known_values import KnownValues
from search.query.parse import parse_query
from search.tests.factories import Choose
from search.values import Facet, FacetNotice, SearchQuery

MANY = tuple(f"c{number:02}" for number in range(42))


def known(archive: dict[str, int] | None = None) -> KnownValues:
    found = known_values.current()
    if archive:
        found.learn({"category": archive}, {})
    return found


def meant(text: str = "", *, archive: dict[str, int] | None = None, **given: Any) -> SearchQuery:
    return resolved(SearchQuery(parse_query(text), **given), known(archive)).query


def notices(text: str, **archive: int) -> tuple[FacetNotice, ...]:
    return resolved(SearchQuery(parse_query(text)), known(archive)).notices


def facet(query: SearchQuery, name: str, found: dict[str, int], archive: dict[str, int] | None = None) -> Facet:
    counts = FacetCounts({name: found}, {name: archive or {}})
    (facet,) = (each for each in facets_of(query, counts, known().vocabularies()) if each.name == name)
    return facet


def chips(facet: Facet) -> list[str]:
    return [value.value for value in facet.values if value.shown]


@pytest.mark.parametrize("value", ["World News", "world  NEWS", "world-news"])
def test_a_value_of_the_address_becomes_its_canonical_name(categories: Choose, value: str) -> None:
    categories("World News", "sport")
    assert meant(chosen={"category": (value,)}).chosen == {"category": ("World News",)}
    assert meant(excluded={"category": (value, "World News")}).excluded == {"category": ("World News",)}
    assert meant(f'category:"{value}" x').parsed.chosen_values == {"category": ("World News",)}


def test_a_near_miss_in_an_address_is_not_corrected_but_absent(categories: Choose) -> None:
    """Addresses are kept and sent; what they mean must not change with the categories that there are."""
    categories("sport")
    assert meant(chosen={"category": ("sports", "sport")}).chosen == {"category": ("sport",)}


def test_a_value_chosen_and_excluded_in_different_spellings_is_excluded(categories: Choose) -> None:
    categories("World News", "sport")
    query = meant(chosen={"category": ("world-news", "sport")}, excluded={"category": ("WORLD NEWS",)})
    assert (query.chosen, query.excluded) == ({"category": ("sport",)}, {"category": ("World News",)})


def test_while_no_category_is_known_every_value_is_kept() -> None:
    """MongoDB may be unavailable since this process was started."""
    query = meant("category:sports x", chosen={"category": ("Foo",)})
    assert (query.chosen, query.parsed.chosen_values) == ({"category": ("Foo",)}, {"category": ("sports",)})


def test_a_category_that_only_the_index_has_is_known(categories: Choose) -> None:
    categories("sport")
    archive = {"sport": 3, "odd one": 1}
    assert meant(archive=archive, chosen={"category": ("Odd  one",)}).chosen == {"category": ("Odd  one",)}


@pytest.mark.parametrize(
    ("text", "values", "notice"),
    [
        ("category:sports cup", {"category": ("sport",)}, FacetNotice("category", "sports", used="sport")),
        ("category:weather cup", {}, FacetNotice("category", "weather", known=("sport", "World News", "tech"))),
    ],
)
def test_an_operator_means_the_nearest_category_or_is_left_out_and_a_notice_says_so(
    categories: Choose, text: str, values: dict[str, tuple[str, ...]], notice: FacetNotice
) -> None:
    categories("tech", "sport", "World News")
    archive = {"sport": 9, "tech": 1, "world news": 4}
    assert meant(text, archive=archive).parsed.chosen_values == values
    assert notices(text) == (notice,)


def test_an_excluded_near_miss_is_excluded(categories: Choose) -> None:
    categories("tech", "sport")
    assert meant("cup -category:sports").parsed.excluded_values == {"category": ("sport",)}
    assert notices("cup -category:sports") == (FacetNotice("category", "sports", used="sport", excluded=True),)


def test_a_notice_names_the_twelve_largest_and_counts_the_others(categories: Choose) -> None:
    categories(*MANY)
    (notice,) = notices("category:weather", **{name: 100 + number for number, name in enumerate(MANY)})
    assert (notice.known, notice.more) == (tuple(reversed(MANY))[:12], 30)


def test_a_known_category_needs_no_notice(categories: Choose) -> None:
    categories("World News")
    assert notices("category:world-news -category:“World NEWS” cup") == ()


def test_an_author_is_taken_as_named(categories: Choose) -> None:
    categories("sport")
    assert meant("author:nobody").parsed.chosen_values == {"author": ("nobody",)}


def test_a_request_asks_for_all_terms_of_a_name(categories: Choose) -> None:
    categories("World News")
    query = SearchQuery(parse_query("x"), chosen={"category": ("World News",), "year": ("2004",)})
    assert widened(query, known().vocabularies()).chosen == {
        "category": ("World News", "world news"),
        "year": ("2004",),
    }


def test_few_categories_all_have_chips_in_their_order_even_at_0(categories: Choose) -> None:
    categories("b", "a", "unused")
    shown = facet(SearchQuery(), "category", {"a": 1}, {"a": 5, "b": 9, "odd": 1})
    assert [(value.value, value.count) for value in shown.values] == [("b", 0), ("a", 1), ("odd", 0)]
    assert chips(shown) == ["b", "a", "odd"]


def test_of_many_categories_the_largest_of_the_archive_have_chips_whatever_is_found(categories: Choose) -> None:
    categories(*MANY)
    archive = {name: 100 - number // 2 for number, name in enumerate(MANY)}
    for found in ({"c41": 9}, {"c00": 1, "c30": 7}, {}):
        assert chips(facet(SearchQuery(), "category", found, archive)) == list(MANY[:12])


def test_chosen_and_excluded_categories_have_chips_beside_the_largest(categories: Choose) -> None:
    categories(*MANY)
    query = SearchQuery(chosen={"category": ("c40",)}, excluded={"category": ("c41", "gone")})
    shown = facet(query, "category", {}, dict.fromkeys(MANY, 1))
    assert chips(shown) == [*MANY[:12], "c40", "c41", "gone"]
    assert [value.value for value in shown.values if value.excluded] == ["c41", "gone"]


def test_terms_of_one_name_are_one_value() -> None:
    query = SearchQuery(chosen={"author": ("jane O’HARA",)})
    counts = FacetCounts({"author": {"jane o'hara": 3}}, names={"author": {"jane o'hara": "Jane O'Hara"}})
    assert named(query, counts, {}).chosen == {"author": ("Jane O'Hara",)}


def test_every_year_is_a_value_and_the_newest_have_chips() -> None:
    years = {str(year): 1 for year in range(1925, 2025)}
    shown = facet(SearchQuery(chosen={"year": ("1930",)}), "year", years)
    assert [value.value for value in shown.values] == sorted(years, reverse=True)
    assert chips(shown) == [*(str(year) for year in range(2024, 2012, -1)), "1930"]


def test_authors_are_shown_the_most_frequent_first() -> None:
    shown = facet(SearchQuery(chosen={"author": ("Z",)}), "author", {"A": 1, "B": 3, "C": 3})
    assert chips(shown) == ["B", "C", "A", "Z"]
