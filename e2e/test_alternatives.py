"""What a reader is shown beside the hits: tips, reasons, a better spelling and the alternatives of an empty page."""

import re

from playwright.sync_api import expect

from e2e.archive import CAPYBARAS, WETLANDS
from e2e.pages import SearchPage


def test_the_tips_open_without_leaving_the_page(search_page: SearchPage) -> None:
    tips = search_page.page.get_by_role("button", name="Tips and settings")
    tips.click()
    expect(search_page.page.get_by_text("without this word")).to_be_visible()
    tips.click()
    expect(search_page.page.get_by_text("without this word")).to_be_hidden()


def test_operators_work_while_they_are_typed(search_page: SearchPage) -> None:
    search_page.search("capybara -wetland")
    expect(search_page.total).to_have_text(str(CAPYBARAS - len(WETLANDS)))


def test_each_hit_says_why_it_is_there(search_page: SearchPage) -> None:
    search_page.search("capybara wetland")
    hit = search_page.hits.first
    expect(hit.get_by_test_id("why")).to_be_hidden()
    expect(hit.get_by_test_id("score")).to_be_hidden()
    hit.locator("summary").click()
    expect(hit.get_by_test_id("why").get_by_role("listitem")).to_have_text(["All words"])
    expect(hit.get_by_test_id("score")).to_be_visible()


def test_what_was_not_found_as_typed_is_in_sight(search: SearchPage) -> None:
    search.open(q="capybara wetlnad")
    expect(search.hits.first.get_by_test_id("exception")).to_have_text("Similar spelling")
    search.open(q="capybara zzyzx", words="any")
    expect(search.hits.first.get_by_test_id("exception")).to_have_text("One word missing")


def test_a_better_spelling_changes_the_words_in_the_box(search_page: SearchPage) -> None:
    search_page.type("cpayabra ")
    better = search_page.page.get_by_test_id("shown-instead")
    expect(better).to_contain_text("Nothing for cpayabra. Showing capybara.")
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    better.get_by_role("link", name="capybara").click()
    expect(search_page.box).to_have_value("capybara")
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    expect(better).to_have_count(0)


def test_any_of_the_words_is_forgotten_when_the_reader_types_on(search_page: SearchPage) -> None:
    search_page.search("capybara zzyzx qqfjord")
    search_page.empty.get_by_role("link", name="With any of the words").click()
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    expect(search_page.page).to_have_url(re.compile("words=any"))
    search_page.search("s")
    expect(search_page.total).to_have_text("0")
    expect(search_page.page).not_to_have_url(re.compile("words=any"))


def test_the_words_as_typed_are_one_link_away(search_page: SearchPage) -> None:
    search_page.type("cpayabra ")
    search_page.page.get_by_test_id("as-typed").click()
    expect(search_page.total).to_have_text("0")
    expect(search_page.box).to_have_value("cpayabra ")
    expect(search_page.page).to_have_url(re.compile("spelling=off"))
    search_page.type("x")
    expect(search_page.page).not_to_have_url(re.compile("spelling=off"))
