"""The parameters that the index shares with the search, and the page that they lead to."""

from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from catalog.categories import register
from catalog.listing.filters import ListFilter
from catalog.tests.factories import make_article, make_articles, make_foreign_article
from catalog.tests.test_list import LIST, titles

pytestmark = pytest.mark.servers


def cleaned(address: str) -> dict[str, Any]:
    filters = ListFilter(QueryDict(address))
    assert filters.is_valid()
    return {name: value for name, value in filters.form.cleaned_data.items() if value}


def test_each_word_is_a_part_of_the_title(reader: Client) -> None:
    make_articles("Time Warner profit", "Profit of Warner", "Warner")
    assert titles(reader, q="warner  PROF") == ["Profit of Warner", "Time Warner profit"]


@pytest.mark.parametrize("text", ["*", '"', "a.b", "(", "[x", "\\", "$", "^", "x+", "%"])
def test_special_characters_of_words_mean_themselves(reader: Client, text: str) -> None:
    make_articles(f"Before {text} after", "axb")
    assert titles(reader, q=text) == [f"Before {text} after"]


@pytest.mark.parametrize("text", ["\0", "x" * 10_000])
def test_words_that_mongodb_could_not_take_filter_nothing(reader: Client, text: str) -> None:
    make_articles("One")
    assert titles(reader, q=text) == ["One"]


@pytest.mark.usefixtures("mongo")
def test_the_parameters_are_those_of_the_search() -> None:
    register(["sport", "tech"])
    assert cleaned("q=oil&category=sport&exclude=tech&year=2004&year=2003&author=Ann+Lee&author=Bo") == {
        "q": "oil",
        "category": ["sport"],
        "exclude": ["tech"],
        "year": [2003, 2004],
        "author": ["Ann Lee", "Bo"],
    }


@pytest.mark.usefixtures("mongo")
@pytest.mark.parametrize(
    "address", ["year=x", "year=-4", "year=0", "year=10000", "year=", "author=", "author=%00", "exclude=foo"]
)
def test_an_unknown_value_counts_as_absent(address: str) -> None:
    assert cleaned(address) == {}


def test_years_are_any_of_these(reader: Client) -> None:
    for year in (2003, 2004, 2005):
        make_article(title=f"{year}", published_at=datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC))
    make_article(title="undated")
    assert titles(reader, year=["2003", "2005", "abc"]) == ["2003", "2005"]
    assert titles(reader, year=["1", "9999"]) == []


def test_authors_are_found_in_any_case(reader: Client) -> None:
    make_article(title="Hers", author=["Ann Lee", "Bo"])
    make_article(title="His", author=["Cy"])
    make_foreign_article(title="Foreign", author="Ann Lee")
    assert "Hers" in titles(reader, author="ann lee")
    assert titles(reader, author=["Bo", "cy"]) == ["Hers", "His"]


def test_a_category_that_is_excluded_is_left_out(reader: Client) -> None:
    register(["sport", "tech"])
    make_article(title="Match", category="sport")
    make_article(title="Chip", category="tech")
    assert titles(reader, exclude="sport") == ["Chip"]
    assert titles(reader, exclude="sport", category=["sport", "tech"]) == ["Chip"]


def test_the_search_for_the_same_is_one_link_away(reader: Client) -> None:
    register(["sport"])
    page = unescape(reader.get(f"{LIST}?title=oil+price&category=sport&year=2004&page=3").content.decode())
    assert 'href="/?q=oil+price&category=sport&year=2004"' in page


def test_what_is_chosen_can_be_taken_away(reader: Client) -> None:
    register(["sport", "tech"])
    response = reader.get(f"{LIST}?q=oil&category=sport&exclude=tech&year=2004")
    assert [(each.label, each.excluded, each.url) for each in response.context["chosen"]] == [
        ("Sport", False, f"{LIST}?q=oil&exclude=tech&year=2004"),
        ("Tech", True, f"{LIST}?q=oil&category=sport&year=2004"),
        ("2004", False, f"{LIST}?q=oil&category=sport&exclude=tech"),
    ]


def test_a_form_without_javascript_keeps_what_it_has_no_boxes_for(reader: Client) -> None:
    page = reader.get(f"{LIST}?author=Ann&year=2004").content.decode()
    assert '<input type="hidden" name="year" value="2004">' in page
    assert '<input type="hidden" name="author" value="Ann">' in page


def test_a_script_gets_the_results_only(reader: Client) -> None:
    page = reader.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert 'id="results"' in page
    assert not any(part in page for part in ("<html", "<form", "<fieldset"))


def test_going_back_gets_the_whole_page(reader: Client) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    response = reader.get(LIST, headers=headers)
    assert "<html" in response.content.decode()
    assert {"HX-Request", "HX-History-Restore-Request"} <= set(response["Vary"].split(", "))
