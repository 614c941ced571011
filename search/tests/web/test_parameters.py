"""URL parameters, by the rule of catalog/filters.py, without a server."""

import pytest
from django.http import QueryDict

from search.query.normalise import whole_number
from search.query.parse import parse_query
from search.values import MAX_DEPTH, PAGE_SIZE, SearchQuery, Sort
from search.web.parameters import read_query


def read(address: str) -> SearchQuery:
    return read_query(QueryDict(address))


def test_a_bare_address_browses_everything() -> None:
    assert read("") == SearchQuery()


def test_an_address_holds_the_whole_search() -> None:
    address = "q=time+war&category=tech&category=business&exclude=sport&year=2005&year=2004&sort=newest&page=3&size=20"
    assert read(address) == SearchQuery(
        parse_query("time war"),
        chosen={"category": ("business", "tech"), "year": ("2004", "2005")},
        excluded={"category": ("sport",)},
        sort=Sort.NEWEST,
        page=3,
        size=20,
    )


def test_the_space_after_the_last_word_is_kept() -> None:
    assert read("q=time+").text == "time "


@pytest.mark.parametrize("name", ["category", "exclude", "author"])
def test_an_empty_value_counts_as_absent(name: str) -> None:
    assert read(f"{name}=&{name}=+%00") == SearchQuery()


def test_a_category_is_any_text() -> None:
    """Whether there is one of that name is known to the engine."""
    assert read("category=+World++News+&category=foo").chosen == {"category": ("foo", "World News")}


def test_the_number_of_categories_is_limited() -> None:
    assert len(read("&".join(f"category=c{number}" for number in range(900))).chosen["category"]) <= 50


@pytest.mark.parametrize(("name", "listed"), [("category", "category"), ("year", "year"), ("author", ""), ("foo", "")])
def test_only_a_facet_with_a_list_can_be_listed(name: str, listed: str) -> None:
    assert read(f"all={name}").listed == listed


def test_a_category_given_twice_counts_once() -> None:
    assert read("category=sport&category=sport&category=SPORT+").chosen == {"category": ("SPORT",)}


def test_a_category_both_chosen_and_excluded_is_excluded() -> None:
    query = read("category=sport&category=tech&exclude=sport")
    assert (query.chosen, query.excluded) == ({"category": ("tech",)}, {"category": ("sport",)})


@pytest.mark.parametrize("sort", ["", "foo", "RELEVANCE", "-newest", "0", "%00"])
def test_an_unknown_sort_is_relevance(sort: str) -> None:
    assert read(f"sort={sort}").sort is Sort.RELEVANCE


@pytest.mark.parametrize("sort", list(Sort))
def test_a_known_sort_is_kept(sort: Sort) -> None:
    assert read(f"sort={sort.value}").sort is sort


@pytest.mark.parametrize("number", ["", "0", "-1", "abc", "1.5", "1e3", "%00", "--2", str(-(10**30)), "٣"])
def test_an_invalid_page_is_the_first(number: str) -> None:
    assert read(f"page={number}").page == 1


@pytest.mark.parametrize("number", ["1001", str(10**30), "9" * 10_000])
def test_a_page_beyond_the_deepest_is_the_deepest(number: str) -> None:
    assert read(f"page={number}").page == MAX_DEPTH // PAGE_SIZE


@pytest.mark.parametrize("size", [1, 30, 50])
def test_no_page_of_any_size_goes_beyond_10000(size: int) -> None:
    query = read(f"page={10**9}&size={size}")
    assert query.page * query.size <= MAX_DEPTH < (query.page + 1) * query.size


@pytest.mark.parametrize(
    ("size", "rows"), [("1", 1), ("50", 50), ("51", 50), (str(10**30), 50), ("0", 1), ("-1", 1), ("abc", 10), ("", 10)]
)
def test_a_size_out_of_range_is_clamped_and_an_invalid_one_is_absent(size: str, rows: int) -> None:
    assert read(f"size={size}").size == rows


@pytest.mark.parametrize("year", ["", "abc", "0", "-5", "10000", str(10**30), "20.05", "%00", "９"])
def test_an_invalid_year_counts_as_absent(year: str) -> None:
    assert read(f"year={year}").chosen == {}


def test_a_year_without_articles_is_kept() -> None:
    assert read("year=1805&year=1805").chosen == {"year": ("1805",)}


def test_the_number_of_years_is_limited() -> None:
    assert len(read("&".join(f"year={year}" for year in range(1000, 1900))).chosen["year"]) <= 30


def test_of_two_texts_the_last_one_counts() -> None:
    assert read("q=one&q=two").text == "two"


def test_invalid_utf8_is_read_as_replacement_characters() -> None:
    assert read("q=caf%E9").text == "caf\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("nonsense", ["foo=bar", "q[]=x", "=", "&&&", "%", "title=x", "id=1"])
def test_undeclared_parameters_are_ignored(nonsense: str) -> None:
    assert read(nonsense) == SearchQuery()


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), (" 7 ", 7), ("-7", -7), ("007", 7), ("", None), ("-", None), ("7a", None), ("²", None), ("٧", None)],
)
def test_a_whole_number_is_plain_digits(text: str, number: int | None) -> None:
    assert whole_number(text) == number
