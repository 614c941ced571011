from django.core.paginator import Paginator
from django.template import Context
from django.test import RequestFactory

from theme.templatetags.paging import NumberedLink, Pages, pages_of, with_gaps


def pages(number: int, rows: int, address: str = "/articles/") -> Pages:
    context = Context({"request": RequestFactory().get(address)})
    return pages_of(context, Paginator(range(rows), 10).page(number))


def labels(found: Pages) -> list[str]:
    return [link.label for link in found.links]


def test_one_page_needs_no_links() -> None:
    assert pages(1, 10) == Pages(links=(), previous_url=None, next_url=None)


def test_the_first_the_last_and_the_near_pages_are_shown() -> None:
    assert labels(pages(10, 200)) == ["1", "8", "9", "10", "11", "12", "20"]


def test_the_present_page_is_marked() -> None:
    assert [link.label for link in pages(2, 30).links if link.current] == ["2"]


def test_a_link_keeps_the_rest_of_the_address() -> None:
    found = pages(2, 30, "/articles/?category=sport&category=tech&page=2")
    assert found.next_url == "?category=sport&category=tech&page=3"
    assert found.previous_url == "?category=sport&category=tech&page=1"


def test_gaps_are_found_between_pages_that_do_not_follow_each_other() -> None:
    links = [NumberedLink(label, "", current=False) for label in ("1", "2", "5", "9")]
    assert [gap for _, gap in with_gaps(links)] == [False, False, True, True]
