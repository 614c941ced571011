"""Everything a reader can do works without JavaScript, and finds the same."""

import pytest
from playwright.sync_api import expect

from e2e.archive import BY_CATEGORY, CAPYBARAS, capybara_title
from e2e.complaints import NewContext
from e2e.pages import SearchPage


@pytest.fixture
def plain(new_context: NewContext) -> SearchPage:
    """The search page without JavaScript."""
    opened = SearchPage(new_context(java_script_enabled=False).new_page())
    opened.open()
    return opened


def test_enter_searches(plain: SearchPage) -> None:
    plain.type("capybara")
    plain.box.press("Enter")
    expect(plain.total).to_have_text(str(CAPYBARAS))
    expect(plain.page).to_have_url("/?q=capybara")
    expect(plain.titles.first.locator("mark")).to_have_text("Capybara")


def test_the_button_searches_and_keeps_the_filters(plain: SearchPage) -> None:
    plain.open(q="capybara", category="business", sort="title")
    plain.box.fill("capybara wetland")
    plain.page.get_by_role("button", name="Search").click()
    expect(plain.total).to_have_text("2")
    plain.expect_chosen(plain.chip("business"))
    plain.expect_chosen(plain.sort("Title A–Z"))


def test_chips_choose_combine_exclude_and_clear(plain: SearchPage) -> None:
    plain.open(q="capybara")
    plain.chip("sport").click()
    expect(plain.total).to_have_text("6")
    plain.chip("tech").click()
    expect(plain.total).to_have_text("10")
    plain.exclude("Tech").click()
    expect(plain.total).to_have_text("6")
    expect(plain.count("business")).to_have_text(str(BY_CATEGORY["business"]))
    plain.clear.click()
    expect(plain.total).to_have_text(str(CAPYBARAS))


def test_orders_and_pages_are_links(plain: SearchPage) -> None:
    plain.open(q="capybara")
    plain.sort("Title A–Z").click()
    expect(plain.titles.first).to_have_text(capybara_title(1))
    plain.page_link("Next").click()
    expect(plain.titles.first).to_have_text(capybara_title(11))


def test_the_hits_are_those_that_are_found_by_typing(plain: SearchPage, search_page: SearchPage) -> None:
    search_page.search("capybara meadow")
    expect(search_page.page).to_have_url("/?q=capybara+meadow")
    plain.box.fill("capybara meadow")
    plain.box.press("Enter")
    expect(plain.titles).to_have_text(search_page.titles.all_inner_texts())
    expect(plain.snippets).to_have_text(search_page.snippets.all_inner_texts())


def test_a_hit_opens_its_article(plain: SearchPage) -> None:
    plain.open(q="capybara", sort="title")
    plain.titles.first.click()
    expect(plain.page.get_by_role("heading", level=1)).to_have_text(capybara_title(1))
