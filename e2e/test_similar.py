"""Similar articles below an article, with and without JavaScript."""

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.archive import capybara_title
from e2e.complaints import NewContext
from e2e.pages import SearchPage

FIRST = capybara_title(1)


def open_first(page: Page) -> None:
    """Open the first capybara's article as a reader does."""
    search = SearchPage(page)
    search.open(q=FIRST)
    page.get_by_role("link", name=FIRST).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRST)


def beside(page: Page) -> Locator:
    return page.get_by_role("complementary", name="More like this")


@pytest.fixture
def plain(new_context: NewContext) -> Page:
    """A page without JavaScript."""
    return new_context(java_script_enabled=False).new_page()


def test_an_article_is_followed_by_five_others_like_it(page: Page) -> None:
    open_first(page)
    others = beside(page).get_by_role("listitem")
    expect(others).to_have_count(5)
    for other in others.all_inner_texts():
        assert "Capybara notes" in other
        assert FIRST not in other


def test_one_of_them_is_a_click_away(page: Page) -> None:
    open_first(page)
    other = beside(page).get_by_role("link").first
    title = other.inner_text()
    other.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_back_from_one_of_them_gives_the_whole_article(page: Page) -> None:
    open_first(page)
    beside(page).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(FIRST)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRST)
    expect(beside(page).get_by_role("listitem")).to_have_count(5)


def test_without_javascript_they_are_on_a_page_of_their_own(plain: Page, page: Page) -> None:
    open_first(page)
    open_first(plain)
    plain.get_by_role("link", name="More like this").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(f"More like “{FIRST}”")
    expect(plain.get_by_test_id("neighbours").get_by_role("link")).to_have_text(
        beside(page).get_by_role("link").all_inner_texts()
    )


def test_from_that_page_a_link_leads_back(plain: Page) -> None:
    open_first(plain)
    plain.get_by_role("link", name="More like this").click()
    plain.get_by_role("heading", level=1).get_by_role("link").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(FIRST)


def test_they_are_not_printed(page: Page) -> None:
    open_first(page)
    expect(beside(page)).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_test_id("neighbours")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
