"""Pages of hits, on the real index."""

import pytest

from search.tests.asking import answer, html, titles
from search.tests.factories import index_titles

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index", "articles")]

NAMES = [f"War {number:02}" for number in range(25)]


@pytest.fixture
def articles(index: None) -> None:
    index_titles(*NAMES)


def test_a_page_holds_ten_hits() -> None:
    assert titles(q="war", sort="title") == NAMES[:10]


def test_the_last_page_holds_the_rest() -> None:
    assert titles(q="war", sort="title", page=3) == NAMES[20:]


def test_pages_have_no_duplicates_in_any_sort_order() -> None:
    for sort in ("relevance", "newest", "oldest", "title"):
        found = [title for page in (1, 2, 3) for title in titles(q="war", sort=sort, page=page)]
        assert sorted(found) == NAMES


def test_a_size_is_kept() -> None:
    body = answer(q="war", size=20, sort="title", page=2)
    assert ([hit["title"] for hit in body["hits"]], body["page"], body["pages"]) == (NAMES[20:], 2, 2)


@pytest.mark.parametrize("number", [4, 1000, 10**30])
def test_a_page_beyond_the_last_is_the_last(number: int) -> None:
    body = answer(q="war", sort="title", page=number)
    assert ([hit["title"] for hit in body["hits"]], body["page"], body["pages"]) == (NAMES[20:], 3, 3)


@pytest.mark.parametrize("number", ["0", "-1", "abc", ""])
def test_an_invalid_page_is_the_first(number: str) -> None:
    assert answer(q="war", page=number)["page"] == 1


def test_without_results_any_page_is_the_first() -> None:
    body = answer(q="nonsense", page=7)
    assert (body["page"], body["pages"], body["hits"]) == (1, 1, [])


def test_a_page_beyond_the_last_of_a_fuzzy_search_is_its_last() -> None:
    body = answer(q="woar ", page=7, sort="title")
    assert [hit["title"] for hit in body["hits"]] == NAMES[20:]


def test_each_page_links_to_the_others() -> None:
    page = html(q="war", sort="title", page=2)
    links = ("?q=war&amp;sort=title", "?q=war&amp;sort=title&amp;page=3")
    assert all(f'href="{link}"' in page for link in links)


def test_a_single_page_has_no_page_links() -> None:
    assert "data-pages" not in html(q="war", size=50)
