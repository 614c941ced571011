"""The list of articles."""

import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.categories import register
from catalog.tests.factories import make_article, make_articles, make_foreign_article

pytestmark = pytest.mark.servers
LIST = "/articles/"


def titles(client: Client, **parameters: object) -> list[str]:
    response = client.get(f"{LIST}?{urlencode(parameters, doseq=True)}")
    assert response.status_code == 200
    return [article.title for article in response.context["page"]]


def page_number(client: Client, page: str) -> int:
    response = client.get(LIST, {"page": page})
    assert response.status_code == 200
    return int(response.context["page"].number)


def total(client: Client, address: str = LIST) -> str:
    found = re.search(r'data-testid="total"[^>]*>([^<]*)<', client.get(address).content.decode())
    assert found
    return found[1].strip()


def test_articles_are_in_alphabetical_order_whatever_their_case_and_accents(reader: Client) -> None:
    make_articles("Banana", "apple", "Émigré", "eel", "Fig", "Zebra")
    assert titles(reader) == ["apple", "Banana", "eel", "Émigré", "Fig", "Zebra"]


def test_the_total_is_shown(reader: Client) -> None:
    make_articles(*(f"Article {number}" for number in range(30)))
    assert total(reader) == "30"


def test_the_total_counts_what_the_filters_leave(reader: Client) -> None:
    register(["sport", "tech"])
    make_articles("One", "Two", category="sport")
    make_article(category="tech")
    assert total(reader, f"{LIST}?category=sport") == "2"


def test_a_page_holds_25(reader: Client) -> None:
    make_articles(*(f"Article {number:02}" for number in range(30)))
    assert (len(titles(reader)), titles(reader, page=2)) == (25, [f"Article {n}" for n in range(25, 30)])


@pytest.mark.parametrize("categories", [1, 400])
def test_a_page_costs_one_count_one_query_and_one_for_the_categories(reader: Client, categories: int) -> None:
    make_articles("One", "Two")
    register(f"Category {number}" for number in range(categories))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        reader.get(LIST)
    assert len(queries) == 3


@pytest.mark.parametrize(("number", "shown"), [("0", 1), ("-1", 1), ("abc", 1), (str(10**30), 2), ("2", 2)])
def test_a_page_outside_the_range_is_the_nearest(reader: Client, number: str, shown: int) -> None:
    make_articles(*(f"Article {number}" for number in range(26)))
    assert page_number(reader, number) == shown


def test_an_empty_archive_has_a_page(reader: Client) -> None:
    assert page_number(reader, "9") == 1


def test_categories_can_be_combined(reader: Client) -> None:
    register(["business", "sport", "tech"])
    for category in ("business", "sport", "tech"):
        make_article(title=category, category=category)
    assert titles(reader, category=["sport", "tech"]) == ["sport", "tech"]


def test_an_unknown_category_filters_nothing(reader: Client) -> None:
    make_articles("One")
    assert titles(reader, category="foo") == ["One"]


def test_an_unknown_category_leaves_a_known_one_alone(reader: Client) -> None:
    register(["sport", "tech"])
    make_article(title="Match", category="sport")
    make_article(title="Chip", category="tech")
    assert titles(reader, category=["sport", "foo"]) == ["Match"]


def test_titles_are_found_by_a_part_whatever_its_case(reader: Client) -> None:
    make_articles("Time Warner profit", "Oil find")
    assert titles(reader, title="WARNER") == ["Time Warner profit"]


@pytest.mark.parametrize("text", ["*", '"', "a.b", "(", "[x", "\\", "$", "^", "x+", "%", "title:x AND (", "🗞️"])
def test_special_characters_mean_themselves(reader: Client, text: str) -> None:
    make_articles(f"Before {text} after", "axb")
    assert titles(reader, title=text) == [f"Before {text} after"]


@pytest.mark.parametrize("text", ["\0", "x" * 10_000, "word " * 5_000])
def test_text_that_mongodb_could_not_take_filters_nothing(reader: Client, text: str) -> None:
    make_articles("One")
    assert titles(reader, title=text) == ["One"]


def test_invalid_utf8_in_the_address_is_no_error(reader: Client) -> None:
    assert reader.get(f"{LIST}?title=%FF%FE&category=%C3&page=%E2%82").status_code == 200


def test_the_next_page_keeps_the_filters(reader: Client) -> None:
    make_articles(*(f"Article {number}" for number in range(60)), category="sport")
    page = reader.get(f"{LIST}?category=sport&title=article&page=2").content.decode()
    links = re.findall(r'href="(\?[^"]*)"', page)
    assert any(all(part in link for part in ("category=sport", "title=article", "page=3")) for link in links)


def boxes(page: str) -> list[tuple[str, bool]]:
    """Return the category of each check box in their order, and whether it is checked."""
    found = re.findall(r'<input type="checkbox"\s+name="category"\s+value="([^"]*)"\s*(checked)?', page)
    return [(name, bool(checked)) for name, checked in found]


def test_up_to_twelve_categories_are_in_their_order_with_the_chosen_ones_checked(reader: Client) -> None:
    register(f"Category {number:02}" for number in range(12))
    page = reader.get(f"{LIST}?category=Category 07").content.decode()
    assert boxes(page) == [(f"Category {number:02}", number == 7) for number in range(12)]
    assert "<details" not in page


def test_of_many_categories_the_chosen_ones_stand_before_a_list_of_the_others(reader: Client) -> None:
    register(f"Category {number:03}" for number in range(400))
    page = reader.get(f"{LIST}?category=Category 300&category=Category 200&category=foo").content.decode()
    before, after = page.split("<details", 1)
    assert boxes(before) == [("Category 200", True), ("Category 300", True)]
    assert len(boxes(after)) == 398
    assert not any(checked for _, checked in boxes(after))
    assert "All 400 categories" in after


def test_a_category_of_several_words_in_any_script_filters(reader: Client) -> None:
    names = ["World news & politics", "Спорт", "日本 の ニュース", '"Quoted"', "$5 ideas", "a;b"]
    register(names)
    for name in names:
        make_article(title=name, category=name)
    assert [titles(reader, category=name) for name in names] == [[name] for name in names]


def test_an_archive_without_categories_offers_none(reader: Client) -> None:
    assert "<fieldset" not in reader.get(LIST).content.decode()


@pytest.mark.parametrize("category", [None, 42, ["a"], {"a": 1}, "", "x" * 500])
def test_what_another_program_takes_for_a_category_is_harmless(reader: Client, category: object) -> None:
    make_foreign_article(title="Foreign", category=category)
    assert titles(reader) == ["Foreign"]


def test_script_in_a_title_shows_as_text(reader: Client) -> None:
    make_articles("<script>alert(1)</script>")
    assert "<script>alert" not in reader.get(LIST).content.decode()


def test_script_in_a_filter_shows_as_text(reader: Client) -> None:
    page = reader.get(LIST, {"title": '"><script>alert(1)</script>', "category": "<script>alert(2)</script>"})
    assert "<script>alert" not in page.content.decode()


def test_a_new_article_is_one_link_away(reader: Client) -> None:
    assert f'href="{reverse("catalog:new")}"' in reader.get(LIST).content.decode()


def test_the_list_is_sorted_by_an_index(reader: Client) -> None:
    plan = reader.get(LIST).context["filters"].qs.explain()
    assert '"title_id"' in plan
    assert not any(stage in plan for stage in ("COLLSCAN", '"SORT"'))


def test_one_category_is_filtered_and_sorted_by_an_index(reader: Client) -> None:
    register(["sport"])
    plan = reader.get(f"{LIST}?category=sport").context["filters"].qs.explain()
    assert '"category_title_id"' in plan
    assert not any(stage in plan for stage in ("COLLSCAN", '"SORT"'))


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_is_read_only(reader: Client, method: str) -> None:
    assert getattr(reader, method)(LIST).status_code == 405
