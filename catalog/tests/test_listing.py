"""The index of the archive: its letters, and the parameters that it shares with the search."""

import json
import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.categories import register
from catalog.listing.filters import ListFilter
from catalog.listing.letters import HAN, MOST_MARKS, OTHER, mark_of, marks_in
from catalog.models import Article
from catalog.ordering import by_index
from catalog.tests.factories import make_article, make_articles, make_foreign_article
from catalog.tests.test_list import LIST, titles

pytestmark = pytest.mark.servers
ALPHABETS = (
    "“Quoted”",
    "12 men",
    "apple",
    "Æsop",
    "Banana",
    "Émigré",
    "Oslo",
    "Øre",
    "Ωmega",
    "Ёлка",
    "Я",
    "東京",
    "中国",
)


def marks() -> list[str]:
    return list(marks_in(Article.objects.order_by(*by_index("title", "_id"))))


def cleaned(address: str) -> dict[str, Any]:
    filters = ListFilter(QueryDict(address))
    assert filters.is_valid()
    return {name: value for name, value in filters.form.cleaned_data.items() if value}


def links(page: str) -> list[str]:
    """Return the letters that are linked, in their order."""
    found = re.search(r'<nav class="letters.*?</nav>', page, re.DOTALL)
    return re.findall(r">\s*([^<>\s]+)\s*</a>", found[0]) if found else []


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("apple", "A"),
        ("Émigré", "E"),
        ("Øre", "O"),
        ("Łódź", "L"),
        ("Æsop", "A"),
        ("ßß", "S"),
        ("ﬁne", "F"),
        ("Ｚebra", "Z"),
        ("\u200bhidden", "H"),
        ("Ёлка", "Е"),
        ("ωmega", "Ω"),
        ("あめ", "あ"),
        ("한국", "하"),
        ("東京", HAN),
        ("“Quoted”", OTHER),
        ("1984", OTHER),
        ("🗞️ news", OTHER),
        ("", OTHER),
        (None, OTHER),
        (["a"], OTHER),
    ],
)
def test_a_title_stands_under_its_first_letter(title: object, mark: str) -> None:
    assert mark_of(title) == mark


@pytest.mark.usefixtures("mongo")
def test_the_letters_are_those_that_there_are_in_the_order_of_the_titles() -> None:
    make_articles(*ALPHABETS)
    assert marks() == [OTHER, "A", "B", "E", "O", "Ω", "Е", "Я", HAN]


@pytest.mark.usefixtures("mongo")
def test_each_letter_begins_where_the_titles_under_it_do() -> None:
    make_articles(*ALPHABETS)
    ordered = Article.objects.order_by(*by_index("title", "_id")).values_list("title", flat=True)
    assert list(dict.fromkeys(map(mark_of, ordered))) == marks()


@pytest.mark.usefixtures("mongo")
def test_a_script_of_many_signs_is_marked_for_a_part() -> None:
    make_articles(*(chr(0xA000 + number) for number in range(MOST_MARKS + 20)))
    assert len(marks()) <= MOST_MARKS


@pytest.mark.usefixtures("mongo")
@pytest.mark.parametrize("title", [None, 42, ["a"], {"a": 1}, ""])
def test_a_title_of_another_program_stops_nothing(title: object) -> None:
    make_foreign_article(title=title)
    make_articles("Apple")
    assert "A" in marks()


def test_a_page_shows_its_articles_under_their_letters(reader: Client) -> None:
    make_articles("Apple", "apricot", "Banana", "7 days")
    page = reader.get(LIST)
    assert [(group.letter, group.start, len(group.articles)) for group in page.context["groups"]] == [
        (OTHER, 1, 1),
        ("A", 2, 2),
        ("B", 4, 1),
    ]
    assert 'id="letter-A"' in page.content.decode()


def test_a_list_of_one_page_has_no_letters_to_jump_to(reader: Client) -> None:
    make_articles("Apple", "Banana")
    assert links(reader.get(LIST).content.decode()) == []


def many(reader: Client, address: str = LIST) -> str:
    make_articles(*(f"Apple {number:02}" for number in range(30)), *(f"Banana {number:02}" for number in range(30)))
    make_articles("Cherry", category="sport")
    register(["sport", "tech"])
    return reader.get(address).content.decode()


def test_a_longer_list_has_them(reader: Client) -> None:
    assert links(many(reader)) == ["A", "B", "C"]


def test_the_letters_are_those_under_the_filters(reader: Client) -> None:
    assert links(many(reader, f"{LIST}?category=tech")) == ["A", "B"]


@pytest.mark.parametrize("filters", ["q=an", "title=an", "year=2004", "author=ann"])
def test_where_no_index_answers_no_letters_are_looked_for(reader: Client, filters: str) -> None:
    assert links(many(reader, f"{LIST}?{filters}")) == []


@pytest.mark.parametrize(
    ("letter", "place"),
    [
        ("A", "#letter-A"),
        ("b", "?page=2#letter-B"),
        ("C", "?page=3#letter-C"),
        ("Z", "?page=3#letter-Z"),
        ("%23", "#letter-other"),
        ("b&category=tech", "?category=tech&page=2#letter-B"),
        ("c&category=sport", "?category=sport#letter-C"),
        ("b&page=9&category=foo", "?page=2#letter-B"),
        ("%D0%AF", "?page=3#letter-%D0%AF"),
    ],
)
def test_a_letter_leads_to_where_it_begins(reader: Client, letter: str, place: str) -> None:
    many(reader)
    response = reader.get(f"{LIST}?letter={letter}")
    assert (response.status_code, response["Location"]) == (302, f"{LIST}{place}")


def test_the_place_of_a_letter_is_on_its_page(reader: Client) -> None:
    many(reader)
    assert 'id="letter-B"' in reader.get(f"{LIST}?letter=B", follow=True).content.decode()


@pytest.mark.parametrize("letter", ["", "%20", "%00", "%FF", "x" * 5_000, "[$ne]=1"])
def test_a_letter_that_is_none_is_no_error(reader: Client, letter: str) -> None:
    make_articles("Apple")
    assert reader.get(f"{LIST}?letter={letter}", follow=True).status_code == 200


def test_a_letter_costs_a_question(reader: Client) -> None:
    many(reader)
    with CaptureQueriesContext(connection) as queries:
        reader.get(LIST)
    assert len(queries) == 3 + len("#ABC") + 1  # and one that finds no further letter


@pytest.mark.usefixtures("mongo")
@pytest.mark.parametrize("address", ["", "category=sport"])
def test_a_letter_is_found_by_an_index(address: str) -> None:
    register(["sport"])
    found = ListFilter(QueryDict(address), Article.objects.order_by(*by_index("title", "_id"))).qs
    plan = found.filter(title__gte="m").explain().partition('"rejectedPlans"')[0]
    assert "title_id" in plan
    assert not any(stage in plan for stage in ("COLLSCAN", '"SORT"'))


@pytest.mark.usefixtures("mongo")
def test_a_late_page_skips_in_the_index_before_it_reads() -> None:
    plan = json.loads(json.dumps(Article.objects.order_by(*by_index("title", "_id"))[50_000:50_025].explain()))
    assert plan.index('"FETCH"') < plan.index('"SKIP"') < plan.index('"IXSCAN"')


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
