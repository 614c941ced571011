"""The list of all values of a facet: a part of the page that is asked for, never of the answer to a keystroke."""

import re
from html import unescape

import pytest

from search.tests.asking import by_testid, html
from search.tests.factories import Choose, index_articles, new_article
from search.values import Engine, Facet, FacetValue, SearchPage, SearchQuery
from search.web.chips import ChipGroup
from search.web.links import Navigation, navigation

NAMES = tuple(f"Région {number:03}" for number in range(42))


def navigate(query: SearchQuery, find: str = "", names: tuple[str, ...] = NAMES) -> Navigation:
    values = tuple(
        FacetValue(name, name, number, selected=name in query.chosen.get("category", ()), shown=number < 12)
        for number, name in enumerate(names)
    )
    facet = Facet("category", "Category", values, True, "categories")
    return navigation(SearchPage(query, (), 100, "eq", (facet,), 1, Engine.ELASTICSEARCH, 1), find=find)


def group(query: SearchQuery, find: str = "", names: tuple[str, ...] = NAMES) -> ChipGroup:
    return navigate(query, find, names).groups[0]


LISTED = SearchQuery(listed="category", page=3)


def test_values_beyond_the_chips_are_behind_a_link() -> None:
    closed = group(SearchQuery())
    assert (len(closed.chips), closed.number, closed.more_url, closed.all_values) == (12, 42, "?all=category", None)


def test_a_facet_whose_values_all_have_chips_has_no_link_and_no_list() -> None:
    assert group(SearchQuery(), names=NAMES[:12]).more_url == ""
    assert group(LISTED, names=NAMES[:12]).all_values is None
    assert len(group(LISTED, names=NAMES[:12]).chips) == 12


def test_the_open_list_has_every_value_in_place_of_the_chips() -> None:
    opened = group(LISTED)
    assert opened.all_values is not None
    assert ([chip.value.value for chip in opened.all_values.chips], opened.chips) == (list(NAMES), ())
    assert opened.more_url == "?"


def test_the_list_stays_open_for_a_second_value() -> None:
    opened = group(SearchQuery(chosen={"category": (NAMES[30],)}, listed="category")).all_values
    assert opened is not None
    links = [opened.chips[number].toggle_url for number in (20, 30)]
    assert links == ["?category=R%C3%A9gion+030&category=R%C3%A9gion+020&all=category", "?all=category"]


@pytest.mark.parametrize(("find", "found"), [("", 42), ("REGION 04", 2), (" région", 42), ("x", 0), ("(", 0)])
def test_without_javascript_the_server_filters_the_list(find: str, found: int) -> None:
    opened = group(LISTED, find).all_values
    assert opened is not None
    assert (len(opened.chips), opened.find) == (found, find)
    assert opened.inputs == (("all", "category"),)


def test_every_other_link_closes_the_list() -> None:
    links = navigate(SearchQuery(chosen={"category": ("a",)}, listed="category"))
    assert not [link.url for link in links.orders if "all=" in link.url]
    assert (links.clear_url, links.hidden_inputs) == ("?", (("category", "a"),))


@pytest.fixture
def many(index: None, categories: Choose) -> None:
    categories(*NAMES, "ten")
    index_articles(*(new_article(title=f"War {name}", category=name) for name in NAMES))
    index_articles(*(new_article(title="War", category="ten", published_at=None) for _ in range(10)))


@pytest.mark.servers
@pytest.mark.usefixtures("many")
class TestOnTheServers:
    def test_a_keystroke_brings_the_chips_and_never_the_list(self) -> None:
        page = html(q="war", htmx=True)
        assert (page.count('data-facet="category"'), "data-filter" in page) == (12, False)

    def test_the_list_is_a_page_of_plain_links(self) -> None:
        page = html(q="war", all="category")
        links = [unescape(link) for link in re.findall(r'<a id="value-[^>]*?href="([^"]*)"', page)]
        assert "?q=war&category=R%C3%A9gion+041&all=category" in links
        assert page.count('data-facet="category"') == 43
        assert by_testid(page, "count")[:2] == ["1", "1"]
        label = re.search(r'<label class="sr-only"\s+for="find-category">([^<]*)</label>', page)
        assert label
        assert label[1].split() == ["Find", "among", "the", "43", "categories"]
        assert "Fewer categories" in page

    def test_the_form_of_the_list_keeps_the_search(self) -> None:
        page = html(q="war", all="category", exclude="ten", find="011")
        form = re.search(r'<form class="all-values-form".*?</form>', page, re.DOTALL)
        assert form
        inputs = re.findall(r'<input type="hidden"\s+name="(\w+)"\s+value="([^"]*)">', form[0])
        assert inputs == [("q", "war"), ("exclude", "ten"), ("all", "category")]
        assert page.count('data-facet="category"') == 1
        assert "1 of 43" in page
