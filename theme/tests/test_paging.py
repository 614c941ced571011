import re

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from theme.templatetags.paging import elided_numbers


def links(number: int, rows: int, address: str = "/articles/", **context: object) -> str:
    page = Paginator(range(rows), 10).page(number)
    request = RequestFactory().get(address)
    request.session = SessionStore()
    return render_to_string("components/pagination.html", {"page": page, "label": "Pages", **context}, request)


def address_of(link: str, page: str) -> str:
    found = re.search(rf'id="page-{link}"\s+href="([^"]*)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def test_one_page_needs_no_links() -> None:
    assert links(1, 10).strip() == ""


@pytest.mark.parametrize(
    ("number", "shown"),
    [(1, "1 2 3 … 20"), (10, "1 … 8 9 10 11 12 … 20"), (20, "1 … 18 19 20")],
)
def test_the_first_the_last_and_the_near_pages_are_shown(number: int, shown: str) -> None:
    assert " ".join(map(str, elided_numbers(Paginator(range(200), 10).page(number)))) == shown


def test_the_present_page_is_marked() -> None:
    assert re.findall(r'aria-label="Page (\d+)"\s+aria-current="page"', links(2, 30)) == ["2"]


def test_a_link_keeps_the_rest_of_the_address() -> None:
    page = links(2, 30, "/articles/?category=sport&category=tech&page=2")
    assert address_of("next", page) == "?category=sport&category=tech&page=3"
    assert address_of("previous", page) == "?category=sport&category=tech"
    assert address_of("3", page) == "?category=sport&category=tech&page=3"


@pytest.mark.parametrize(("live", "loaded"), [(True, 5), (False, 0)])
def test_htmx_loads_the_pages_of_a_live_list(live: bool, loaded: int) -> None:
    assert links(2, 30, live=live).count("hx-get") == loaded
