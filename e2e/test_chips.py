"""A reader filters by category and year, sorts, and turns pages."""

import pytest
from playwright.sync_api import expect

from e2e.archive import BY_CATEGORY, BY_YEAR, CAPYBARAS, capybara_title
from e2e.pages import SearchPage


@pytest.fixture
def capybaras(search: SearchPage) -> SearchPage:
    """A search for capybaras, with the document marked so that a reload is noticed."""
    search.open(q="capybara")
    search.remember_document()
    return search


def test_choosing_a_category_narrows_the_hits_and_leaves_every_count(capybaras: SearchPage) -> None:
    capybaras.chip("sport").click()
    expect(capybaras.total).to_have_text("6")
    capybaras.expect_chosen(capybaras.chip("sport"))
    for category, count in BY_CATEGORY.items():
        expect(capybaras.count(category)).to_have_text(str(count))
    expect(capybaras.page).to_have_url("/?q=capybara&category=sport")
    capybaras.expect_same_document()


def test_two_categories_together_find_what_is_in_either(capybaras: SearchPage) -> None:
    capybaras.chip("sport").click()
    capybaras.chip("tech").click()
    expect(capybaras.total).to_have_text("10")
    capybaras.expect_chosen(capybaras.chip("sport"))
    capybaras.expect_chosen(capybaras.chip("tech"))


def test_a_second_click_lets_a_category_go(capybaras: SearchPage) -> None:
    capybaras.chip("sport").click()
    expect(capybaras.total).to_have_text("6")
    capybaras.chip("sport").click()
    expect(capybaras.total).to_have_text(str(CAPYBARAS))
    capybaras.expect_chosen(capybaras.chip("sport"), chosen=False)


def test_excluding_a_category_takes_its_articles_out(capybaras: SearchPage) -> None:
    capybaras.exclude("Business").click()
    expect(capybaras.total).to_have_text("11")
    capybaras.expect_chosen(capybaras.exclude("Business"))
    expect(capybaras.hits.filter(has_text="business")).to_have_count(0)
    capybaras.exclude("Business").click()
    expect(capybaras.total).to_have_text(str(CAPYBARAS))


def test_category_and_year_narrow_together(capybaras: SearchPage) -> None:
    expect(capybaras.count("2001", "year")).to_have_text(str(BY_YEAR["2001"]))
    capybaras.chip("2002", "year").click()
    expect(capybaras.total).to_have_text(str(BY_YEAR["2002"]))
    expect(capybaras.count("business")).to_have_text("0")
    capybaras.chip("tech").click()
    expect(capybaras.total).to_have_text("4")
    expect(capybaras.count("2002", "year")).to_have_text("4")
    expect(capybaras.count("sport")).to_have_text("6")


def test_all_filters_are_cleared_at_once_and_the_words_stay(capybaras: SearchPage) -> None:
    capybaras.chip("sport").click()
    capybaras.exclude("Tech").click()
    capybaras.chip("2002", "year").click()
    capybaras.expect_chosen(capybaras.chip("2002", "year"))
    expect(capybaras.total).to_have_text("6")
    capybaras.clear.click()
    expect(capybaras.total).to_have_text(str(CAPYBARAS))
    expect(capybaras.box).to_have_value("capybara")
    expect(capybaras.page).to_have_url("/?q=capybara")


def test_a_chosen_category_stays_when_it_holds_nothing_any_more(capybaras: SearchPage) -> None:
    capybaras.chip("politics").click()
    expect(capybaras.total).to_have_text("1")
    capybaras.box.press("End")
    capybaras.search(" wetland")
    expect(capybaras.total).to_have_text("0")
    capybaras.expect_chosen(capybaras.chip("politics"))
    expect(capybaras.count("politics")).to_have_text("0")
    expect(capybaras.count("business")).to_have_text("2")


def test_typing_on_keeps_what_was_chosen(capybaras: SearchPage) -> None:
    capybaras.chip("sport").click()
    expect(capybaras.total).to_have_text("6")
    capybaras.box.press("End")
    capybaras.search(" wetland")
    expect(capybaras.total).to_have_text("1")
    expect(capybaras.page).to_have_url("/?q=capybara+wetland&category=sport")


def test_the_order_can_be_changed(capybaras: SearchPage) -> None:
    capybaras.sort("Newest first").click()
    expect(capybaras.titles.first).to_have_text(capybara_title(CAPYBARAS))
    capybaras.expect_chosen(capybaras.sort("Newest first"))
    capybaras.sort("Title A–Z").click()
    expect(capybaras.titles.first).to_have_text(capybara_title(1))
    expect(capybaras.page).to_have_url("/?q=capybara&sort=title")
    capybaras.expect_same_document()


def test_the_results_can_be_paged_through(capybaras: SearchPage) -> None:
    capybaras.sort("Title A–Z").click()
    capybaras.expect_chosen(capybaras.sort("Title A–Z"))
    capybaras.page_link("Next").click()
    expect(capybaras.titles.first).to_have_text(capybara_title(11))
    capybaras.page_link("Page 3").click()
    expect(capybaras.hits).to_have_count(3)
    expect(capybaras.titles.last).to_have_text(capybara_title(CAPYBARAS))
    capybaras.page_link("Previous").click()
    expect(capybaras.titles.first).to_have_text(capybara_title(11))
    expect(capybaras.page).to_have_url("/?q=capybara&sort=title&page=2")
    capybaras.expect_same_document()


def test_turning_the_page_shows_its_beginning(capybaras: SearchPage) -> None:
    capybaras.page_link("Next").click()
    expect(capybaras.page).to_have_url("/?q=capybara&page=2")
    expect(capybaras.page.get_by_role("heading", level=2, name="23 articles")).to_be_in_viewport()


def test_choosing_a_category_goes_back_to_the_first_page(capybaras: SearchPage) -> None:
    capybaras.page_link("Page 2").click()
    expect(capybaras.page).to_have_url("/?q=capybara&page=2")
    capybaras.chip("business").click()
    expect(capybaras.page).to_have_url("/?q=capybara&category=business")
    expect(capybaras.hits).to_have_count(10)
