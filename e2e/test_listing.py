"""The index of the archive in a browser: it answers as one types, and its letters lead to where they begin."""

import pytest
from playwright.sync_api import Page, expect

from e2e.complaints import Complaints, NewContext
from e2e.pages import SearchPage
from e2e.test_trouble import NO_ANSWER, PHONE


@pytest.fixture
def index(page: Page) -> SearchPage:
    page.goto("/articles/")
    return SearchPage(page)


def words(search: SearchPage) -> None:
    search.page.get_by_role("searchbox", name="Words of the title").press_sequentially("capybara notes", delay=20)


def test_it_answers_as_one_types(index: SearchPage) -> None:
    index.remember_document()
    words(index)
    expect(index.total).to_have_text("23")
    expect(index.page).to_have_url("/articles/?q=capybara+notes")
    expect(index.status).to_have_text("23 articles with “capybara notes”.")
    index.page.locator("#filters").get_by_label("Sport").check()
    expect(index.total).to_have_text("6")
    expect(index.page).to_have_url("/articles/?q=capybara+notes&category=sport")
    index.expect_same_document()
    index.page.evaluate("void setTimeout(() => history.back())")
    expect(index.total).to_have_text("23")
    expect(index.page.locator("#filters").get_by_label("Sport")).not_to_be_checked()


def test_nothing_moves_when_the_letters_go(index: SearchPage) -> None:
    heading = index.page.locator("h3").first
    expect(index.page.get_by_role("navigation", name="A to Z").get_by_role("link").first).to_be_visible()
    before = heading.bounding_box()
    words(index)
    expect(index.total).to_have_text("23")
    after = heading.bounding_box()
    assert before is not None
    assert after is not None
    assert (before["x"], before["y"]) == (after["x"], after["y"])


def test_a_letter_leads_to_where_it_begins(index: SearchPage) -> None:
    page = index.page
    page.set_viewport_size({"width": 1280, "height": 400})
    page.get_by_role("navigation", name="A to Z").get_by_role("link", name="S", exact=True).click()
    heading = page.get_by_role("heading", level=3, name="S", exact=True)
    expect(heading).to_be_in_viewport()
    expect(page.get_by_role("navigation", name="A to Z").get_by_role("link", name="S", exact=True)).to_have_attribute(
        "aria-current", "true"
    )


def test_the_keyboard_walks_from_the_box_to_the_titles(index: SearchPage) -> None:
    page = index.page
    page.get_by_role("searchbox", name="Words of the title").focus()
    page.keyboard.press("ArrowDown")
    expect(index.titles.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    words(index)
    page.keyboard.press("Escape")
    expect(page).to_have_url("/articles/")


def test_the_same_search_and_the_same_list_are_a_link_away(search: SearchPage) -> None:
    search.open(q="capybara", category="sport")
    search.page.get_by_role("link", name="Titles A–Z").click()
    expect(search.page).to_have_url("/articles/?q=capybara&category=sport")
    expect(search.total).to_have_text("6")
    search.page.get_by_role("link", name="Search the texts").click()
    expect(search.page).to_have_url("/?q=capybara&category=sport")


def test_a_reader_is_told_when_no_answer_comes(index: SearchPage, complaints: Complaints) -> None:
    complaints.expect(NO_ANSWER)
    page = index.page
    page.route("**/articles/?q=*", lambda route: route.abort())
    words(index)
    expect(index.trouble).to_contain_text("could not be reached")
    page.unroute_all()
    page.get_by_role("alert").get_by_role("button", name="Try again").click()
    expect(index.total).to_have_text("23")
    expect(index.trouble).to_be_empty()


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_the_filters_are_a_sheet_and_nothing_is_too_small(new_context: NewContext, width: int) -> None:
    page = new_context(viewport={**PHONE, "width": width}, has_touch=True, is_mobile=True).new_page()
    page.goto("/articles/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for link in page.get_by_role("navigation", name="A to Z").get_by_role("link").all()[:5]:
        box = link.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 40, box
    page.get_by_role("button", name="Filters").tap()
    page.locator("#filters").get_by_label("Sport").check()
    page.get_by_role("button", name="Show the articles").tap()
    expect(page.locator("#filters")).to_be_hidden()
    expect(page).to_have_url("/articles/?category=sport")


def test_without_javascript_a_button_filters(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/articles/?year=2002")
    page.get_by_role("searchbox", name="Words of the title").fill("capybara")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_test_id("total")).to_have_text("11")
    expect(page).to_have_url("/articles/?q=capybara&year=2002")


def test_on_a_phone_the_letter_of_the_page_is_in_view(new_context: NewContext) -> None:
    """The letters are a line that scrolls sideways."""
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto("/articles/?page=7")
    expect(page.locator(".letters [aria-current=true]").first).to_be_in_viewport(ratio=1)
