"""The index of the archive: its letters, and what they cost."""

import json
import re

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
from catalog.tests.factories import make_articles, make_foreign_article
from catalog.tests.test_list import LIST

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
