"""A browser keeps a page that is left, and shows it again as it was (bfcache). In other tests it is switched off."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, Route, expect

from e2e.archive import CAPYBARAS
from e2e.lines import Traffic
from e2e.pages import SearchPage, go_back

NOTE_RETURN = """() => addEventListener("pageshow", ({persisted}) => window.returned = persisted)"""


@pytest.fixture
def keeping_page(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], base_url: str
) -> Iterator[SearchPage]:
    """A search for capybaras in a browser that keeps pages."""
    browser = browser_type.launch(**browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"])
    page = browser.new_page(base_url=base_url)
    search = SearchPage(page)
    search.open()
    search.search("capybara")
    expect(search.total).to_have_text(str(CAPYBARAS))
    page.evaluate(NOTE_RETURN)
    yield search
    browser.close()


def leave_and_return(search: SearchPage, number: int) -> None:
    search.titles.nth(number).click()
    expect(search.page.get_by_role("heading", level=1)).to_be_visible()
    go_back(search.page)
    search.page.wait_for_function("window.returned === true")


def test_the_page_is_kept_with_words_and_keyboard(keeping_page: SearchPage) -> None:
    leave_and_return(keeping_page, 4)
    expect(keeping_page.box).to_have_value("capybara")
    expect(keeping_page.titles.nth(4)).to_be_focused()
    expect(keeping_page.total).to_have_text(str(CAPYBARAS))


def test_a_page_that_was_kept_brings_its_counts_up_to_date(keeping_page: SearchPage) -> None:
    page = keeping_page.page
    traffic = Traffic()
    traffic.listen_to(page)

    def one_more(route: Route) -> None:
        html = route.fetch().text().replace(f">{CAPYBARAS}</span>", ">24</span>")
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page.route("**/?q=capybara", one_more)
    leave_and_return(keeping_page, 2)
    expect(keeping_page.total).to_have_text("24")
    expect(keeping_page.titles.nth(2)).to_be_focused()
    assert len(traffic.sent) == 1


def test_an_answer_under_way_does_not_keep_the_page_from_being_kept(keeping_page: SearchPage) -> None:
    page = keeping_page.page
    keeping_page.box.fill("capybara wetland")
    leave_and_return(keeping_page, 0)
    expect(keeping_page.box).to_have_value("capybara wetland")
    expect(keeping_page.total).to_have_text("3")
    expect(page).to_have_url("/?q=capybara+wetland")


def test_neither_search_nor_article_forbids_to_be_kept(page: Page) -> None:
    search = SearchPage(page)
    search.open(q="capybara")
    for address in ("/?q=capybara", f"{search.titles.first.get_attribute('href')}"):
        assert "no-store" not in page.request.get(address).headers.get("cache-control", "")
