"""The links of the page: the current search with one change each."""

from dataclasses import replace
from itertools import product

import pytest
from django.http import QueryDict

from search.query.parse import parse_query
from search.values import Engine, Facet, FacetValue, FacetValues, SearchPage, SearchQuery, Sort
from search.web.addresses import query_string
from search.web.chips import excluding, toggled
from search.web.links import Navigation, navigation
from search.web.parameters import read_query


def value(name: str, *, selected: bool = False, excluded: bool = False) -> FacetValue:
    return FacetValue(name, name.title(), 1, selected, excluded)


def navigate(query: SearchQuery, *facets: Facet, pages: int = 1) -> Navigation:
    return navigation(SearchPage(query, (), 100, "eq", facets, 1, Engine.ELASTICSEARCH, pages))


CHOSEN: list[FacetValues] = [
    {**categories, **years}
    for categories in ({}, {"category": ("sport",)}, {"category": ("business", "tech")})
    for years in ({}, {"year": ("2004", "2005")})
]
EXCLUDED: list[FacetValues] = [{}, {"category": ("politics",)}]
EVERY_QUERY = [
    SearchQuery(parse_query(text), chosen, excluded, sort, page, size)
    for text, chosen, excluded, sort, page, size in product(
        ("", "war ", "time war", '"&=#?/%+<é時🎉 title:x AND ('), CHOSEN, EXCLUDED, Sort, (1, 7), (10, 50)
    )
]


def test_an_address_holds_the_whole_search() -> None:
    reread = [read_query(QueryDict(query_string(query).removeprefix("?"))) for query in EVERY_QUERY]
    assert reread == EVERY_QUERY


def test_no_two_searches_share_an_address() -> None:
    assert len({query_string(query) for query in EVERY_QUERY}) == len(EVERY_QUERY)


def test_defaults_are_not_in_the_address() -> None:
    assert query_string(SearchQuery()) == "?"


def test_an_address_is_escaped() -> None:
    assert query_string(SearchQuery(parse_query('"&<script>'))) == "?q=%22%26%3Cscript%3E"


QUERY = SearchQuery(
    parse_query("war"),
    chosen={"category": ("sport",), "year": ("2004",)},
    excluded={"category": ("tech",)},
    sort=Sort.NEWEST,
    page=5,
)


@pytest.mark.parametrize(
    ("facet", "chip", "address"),
    [
        ("category", value("business"), "category=sport&category=business&exclude=tech&year=2004"),
        ("category", value("sport", selected=True), "exclude=tech&year=2004"),
        # A check box without a tick gets one.
        ("category", value("tech", excluded=True), "category=sport&category=tech&year=2004"),
        ("year", value("2005"), "category=sport&exclude=tech&year=2004&year=2005"),
        ("year", value("2004", selected=True), "category=sport&exclude=tech"),
    ],
)
def test_a_chip_toggles_its_value_on_page_1(facet: str, chip: FacetValue, address: str) -> None:
    assert query_string(toggled(QUERY, facet, chip)) == f"?q=war&{address}&sort=newest"


@pytest.mark.parametrize(
    ("chip", "address"),
    [
        (value("business"), "category=sport&exclude=tech&exclude=business"),
        (value("sport", selected=True), "exclude=tech&exclude=sport"),
        (value("tech", excluded=True), "category=sport"),
    ],
)
def test_a_not_excludes_its_value_or_no_longer_does(chip: FacetValue, address: str) -> None:
    assert query_string(excluding(QUERY, "category", chip)) == f"?q=war&{address}&year=2004&sort=newest"


def test_each_value_of_a_facet_has_its_chip() -> None:
    facet = Facet("category", "Category", (value("sport", selected=True), value("tech")), can_exclude=True)
    (group,) = navigate(SearchQuery(chosen={"category": ("sport",)}), facet).groups
    assert [(chip.value.value, chip.toggle_url, chip.exclude_url) for chip in group.chips] == [
        ("sport", "?", "?exclude=sport"),
        ("tech", "?category=sport&category=tech", "?category=sport&exclude=tech"),
    ]


def test_only_a_facet_with_exclusions_has_links_for_them() -> None:
    facets = [Facet("category", "Category", (value("sport"),), True), Facet("year", "Year", (value("2004"),))]
    groups = navigate(SearchQuery(), *facets).groups
    assert [group.can_exclude for group in groups] == [True, False]
    assert groups[1].chips[0].exclude_url == ""


@pytest.mark.parametrize(
    "query",
    [
        SearchQuery(chosen={"category": ("sport",)}),
        SearchQuery(excluded={"category": ("sport",)}),
        SearchQuery(chosen={"year": ("2004",)}),
    ],
)
def test_chosen_and_excluded_values_can_be_cleared(query: SearchQuery) -> None:
    assert navigate(query).clear_url == "?"


def test_clearing_keeps_the_words_and_the_order() -> None:
    assert navigate(QUERY).clear_url == "?q=war&sort=newest"


def test_without_chosen_values_there_is_no_clear_link() -> None:
    assert navigate(SearchQuery(parse_query("war"), sort=Sort.TITLE, page=2), pages=3).clear_url is None


def test_each_chosen_and_excluded_value_has_a_link_to_the_search_without_it() -> None:
    facet = Facet("category", "Category", (FacetValue("sport", "Sports news", 1, selected=True),))
    chosen = navigate(replace(QUERY, listed="category"), facet).chosen
    assert [(each.facet, each.label, each.excluded, each.url) for each in chosen] == [
        ("category", "Sports news", False, "?q=war&exclude=tech&year=2004&sort=newest"),
        ("category", "Tech", True, "?q=war&category=sport&year=2004&sort=newest"),
        ("year", "2004", False, "?q=war&category=sport&exclude=tech&sort=newest"),
    ]


def test_a_value_that_the_words_choose_is_not_listed_as_chosen() -> None:
    assert navigate(SearchQuery(parse_query("war category:sport -category:tech"))).chosen == ()


def offered(query: SearchQuery, *, total: int = 2, has_dates: bool = True) -> list[tuple[str, bool]]:
    page = SearchPage(query, (), total, "eq", (), 1, Engine.ELASTICSEARCH, 3, has_dates=has_dates)
    return [(order.url, order.current) for order in navigation(page).orders]


def test_another_sort_order_starts_at_page_1() -> None:
    assert offered(SearchQuery(parse_query("war"), sort=Sort.TITLE, page=2)) == [
        ("?q=war", False),
        ("?q=war&sort=newest", False),
        ("?q=war&sort=oldest", False),
        ("?q=war&sort=title", True),
    ]


@pytest.mark.parametrize("text", ["", "-war", "category:sport"])
def test_without_words_there_is_no_best_match_and_the_newest_come_first(text: str) -> None:
    orders = offered(SearchQuery(parse_query(text)))
    assert [(url.partition("sort=")[2], current) for url, current in orders] == [
        ("newest", True),
        ("oldest", False),
        ("title", False),
    ]


@pytest.mark.parametrize(("sort", "current"), [(Sort.RELEVANCE, "?q=war"), (Sort.OLDEST, "?q=war&sort=title")])
def test_without_dates_there_is_no_order_by_date_and_one_in_the_address_is_that_by_title(
    sort: Sort, current: str
) -> None:
    orders = dict(offered(SearchQuery(parse_query("war"), sort=sort), has_dates=False))
    assert list(orders) == ["?q=war", "?q=war&sort=title"]
    assert orders[current]


def test_one_order_and_one_article_leave_nothing_to_choose() -> None:
    assert offered(SearchQuery(), has_dates=False) == []
    assert offered(SearchQuery(parse_query("war")), total=1) == []
