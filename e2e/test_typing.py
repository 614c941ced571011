"""Results follow as a reader types."""

import pytest
from playwright.sync_api import expect

from e2e.archive import BY_CATEGORY, CAPYBARAS, WETLANDS
from e2e.pages import SearchPage


def test_results_narrow_with_every_word_and_the_page_is_never_loaded_anew(search_page: SearchPage) -> None:
    search_page.remember_document()
    search_page.search("capybara")
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    search_page.search(" wetland")
    expect(search_page.total).to_have_text(str(len(WETLANDS)))
    expect(search_page.hits).to_have_count(len(WETLANDS))
    expect(search_page.box).to_have_value("capybara wetland")
    expect(search_page.box).to_be_focused()
    search_page.expect_same_document()


def test_half_a_word_finds_what_begins_with_it(search_page: SearchPage) -> None:
    search_page.search("capyb")
    expect(search_page.total).to_have_text(str(CAPYBARAS))


def test_a_slip_of_the_fingers_is_forgiven(search_page: SearchPage) -> None:
    search_page.search("capibara ")
    expect(search_page.titles.first).to_contain_text("Capybara")


@pytest.mark.parametrize("typed", ["capyib", "cpayb", "capybb"])
def test_a_slip_in_a_half_typed_word_is_forgiven(search_page: SearchPage, typed: str) -> None:
    """Nobody who slips has to type the word to its end before anything is found."""
    search_page.search(typed)
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    expect(search_page.snippets.first.locator("mark").first).to_have_text("capybara")


def test_the_words_are_marked_in_title_and_text(search_page: SearchPage) -> None:
    search_page.search("capybara wetland")
    expect(search_page.total).to_have_text(str(len(WETLANDS)))
    expect(search_page.titles.first.locator("mark")).to_have_text(["Capybara"])
    expect(search_page.snippets.first.locator("mark")).to_have_text(["capybara", "wetland"])


def test_the_half_typed_word_is_marked_whole(search_page: SearchPage) -> None:
    search_page.search("capy")
    expect(search_page.titles.first.locator("mark")).to_have_text(["Capybara"])


def test_the_address_and_the_title_of_the_page_follow_the_words(search_page: SearchPage) -> None:
    search_page.search("capybara meadow")
    expect(search_page.page).to_have_url("/?q=capybara+meadow")
    expect(search_page.page).to_have_title("“capybara meadow” · Broadsheet")


def test_emptying_the_box_shows_everything_again(search_page: SearchPage) -> None:
    everything = search_page.total.inner_text()
    search_page.search("capybara")
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    search_page.box.press("Escape")
    expect(search_page.box).to_have_value("")
    expect(search_page.total).to_have_text(everything)


def test_the_counts_of_all_categories_add_up_to_the_total(search_page: SearchPage) -> None:
    search_page.search("capybara")
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    for category, count in BY_CATEGORY.items():
        expect(search_page.count(category)).to_have_text(str(count))


def test_each_hit_tells_its_score(search_page: SearchPage) -> None:
    search_page.search("capybara")
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    for why in search_page.hits.locator("summary").all():
        why.click()
    scores = [float(text) for text in search_page.page.get_by_test_id("score").all_inner_texts()]
    assert len(scores) == 10
    assert scores == sorted(scores, reverse=True)


def test_nothing_found_tells_what_was_asked_and_the_ways_on(search_page: SearchPage) -> None:
    search_page.search("zzyzx qqfjord")
    expect(search_page.total).to_have_text("0")
    expect(search_page.empty).to_contain_text("“zzyzx qqfjord”")
    search_page.empty.get_by_role("link", name="Sport").click()
    expect(search_page.hits.first).to_be_visible()
    search_page.expect_chosen(search_page.chip("sport"))


def test_filters_that_leave_nothing_can_be_cleared_from_the_empty_page(search: SearchPage) -> None:
    search.open(q="capybara", category="entertainment")
    expect(search.empty).to_contain_text("with these filters")
    search.empty.get_by_role("link", name="Without the filters").click()
    expect(search.total).to_have_text(str(CAPYBARAS))
