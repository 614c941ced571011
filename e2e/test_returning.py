"""The way back leads to what a reader left: the words, the place on the page, the keyboard."""

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.archive import CAPYBARAS, WETLANDS
from e2e.complaints import Complaints
from e2e.lines import held_back
from e2e.pages import SearchPage, go_back, go_forward


@pytest.fixture
def capybaras(search: SearchPage) -> SearchPage:
    """A search for capybaras on a low screen, so that there is something to scroll."""
    search.page.set_viewport_size({"width": 1280, "height": 500})
    search.open(q="capybara")
    search.remember_document()
    return search


def scroll_to(page: Page, top: int) -> None:
    page.evaluate("top => scrollTo(0, top)", top)


def expect_scrolled_to(page: Page, top: int) -> None:
    page.wait_for_function("top => Math.abs(scrollY - top) <= 1", arg=top)


def top_of_page(page: Page) -> int:
    return int(page.evaluate("Math.round(scrollY)"))


def click_in_place(link: Locator) -> None:
    """Click without scrolling; Playwright scrolls in Firefox, even to a link that is in sight."""
    link.evaluate("link => { link.focus({preventScroll: true}); link.click(); }")


def open_article(link: Locator) -> None:
    title = link.inner_text()
    link.click()
    expect(link.page.get_by_role("heading", level=1)).to_have_text(title)


def test_words_typed_just_before_a_click_on_an_article_are_in_the_box_afterwards(search_page: SearchPage) -> None:
    page = search_page.page
    search_page.search("capybara")
    link = page.get_by_role("link", name="Capybara notes 03")
    # A whole word at once, and no time for its request.
    page.evaluate(
        """link => {
          const box = document.getElementById("q");
          box.value = "capybara wetland";
          box.dispatchEvent(new InputEvent("input", {bubbles: true}));
          link.click();
        }""",
        link.element_handle(),
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Capybara notes 03")
    go_back(page)
    expect(search_page.box).to_have_value("capybara wetland")
    expect(search_page.total).to_have_text(str(len(WETLANDS)))
    expect(page).to_have_url("/?q=capybara+wetland")


def test_words_whose_answer_had_not_come_are_in_the_box_afterwards(search_page: SearchPage) -> None:
    page = search_page.page
    search_page.search("capybara")
    with held_back(page, "wetland"):
        with page.expect_request("**wetland"):
            search_page.box.fill("capybara wetland")
        open_article(search_page.titles.nth(4))
    go_back(page)
    expect(search_page.box).to_have_value("capybara wetland")
    expect(search_page.total).to_have_text(str(len(WETLANDS)))


@pytest.mark.parametrize("number", [0, 8])
def test_back_from_an_article_leads_to_its_place_and_the_keyboard_to_it(capybaras: SearchPage, number: int) -> None:
    page = capybaras.page
    link = capybaras.titles.nth(number)
    link.scroll_into_view_if_needed()
    top = top_of_page(page)
    open_article(link)
    go_back(page)
    expect(capybaras.titles.nth(number)).to_be_focused()
    expect_scrolled_to(page, top)


def test_back_from_an_article_opened_with_the_keyboard_goes_on_from_it(capybaras: SearchPage) -> None:
    page = capybaras.page
    capybaras.box.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    title = capybaras.titles.nth(2).inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    go_back(page)
    expect(capybaras.titles.nth(2)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(capybaras.titles.nth(3)).to_be_focused()


def test_back_from_the_next_page_leads_to_the_link_that_turned_it(capybaras: SearchPage) -> None:
    page = capybaras.page
    capybaras.page_link("Next").scroll_into_view_if_needed()
    top = top_of_page(page)
    assert top > 300
    capybaras.page_link("Next").click()
    expect(capybaras.page_link("Page 2")).to_have_attribute("aria-current", "page")
    go_back(page)
    expect(capybaras.page_link("Page 1")).to_have_attribute("aria-current", "page")
    expect_scrolled_to(page, top)
    expect(capybaras.page_link("Next")).to_be_focused()
    capybaras.expect_same_document()


def test_back_from_a_chip_leads_to_the_place_and_the_chip(capybaras: SearchPage) -> None:
    page = capybaras.page
    scroll_to(page, 120)
    click_in_place(capybaras.chip("sport"))
    expect(capybaras.total).to_have_text("6")
    scroll_to(page, 400)
    go_back(page)
    expect(capybaras.total).to_have_text(str(CAPYBARAS))
    expect_scrolled_to(page, 120)
    expect(capybaras.chip("sport")).to_be_focused()
    go_forward(page)
    expect(capybaras.total).to_have_text("6")
    expect_scrolled_to(page, 400)
    capybaras.expect_same_document()


def test_back_through_two_documents_and_three_steps(capybaras: SearchPage) -> None:
    page = capybaras.page
    scroll_to(page, 60)
    click_in_place(capybaras.chip("business"))
    expect(capybaras.total).to_have_text("12")
    capybaras.titles.nth(5).scroll_into_view_if_needed()
    top = top_of_page(page)
    open_article(capybaras.titles.nth(5))
    go_back(page)
    expect(capybaras.titles.nth(5)).to_be_focused()
    expect_scrolled_to(page, top)
    go_back(page)
    expect(capybaras.total).to_have_text(str(CAPYBARAS))
    expect_scrolled_to(page, 60)
    expect(capybaras.chip("business")).to_be_focused()


def test_a_reload_stays_where_it_was(capybaras: SearchPage) -> None:
    scroll_to(capybaras.page, 333)
    capybaras.titles.nth(2).evaluate("link => link.focus({preventScroll: true})")
    capybaras.page.reload()
    expect(capybaras.titles.nth(2)).to_be_focused()
    expect_scrolled_to(capybaras.page, 333)


def test_a_better_spelling_is_a_step_of_the_same_document(search_page: SearchPage) -> None:
    search_page.remember_document()
    search_page.type("cpayabra ")  # finds nothing, so the hits of the better spelling are shown at once
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    search_page.page.get_by_test_id("shown-instead").get_by_role("link", name="capybara", exact=True).click()
    expect(search_page.box).to_have_value("capybara")
    expect(search_page.page.locator("#results-heading")).to_be_focused()
    go_back(search_page.page)
    expect(search_page.box).to_have_value("cpayabra ")
    search_page.expect_same_document()


def test_back_works_without_a_line_and_says_that_it_may_be_old(capybaras: SearchPage, complaints: Complaints) -> None:
    complaints.expect("Failed to load resource|ERR_INTERNET_DISCONNECTED")
    page = capybaras.page
    capybaras.chip("sport").click()
    expect(capybaras.total).to_have_text("6")
    page.context.set_offline(True)
    go_back(page)
    expect(capybaras.total).to_have_text(str(CAPYBARAS))
    expect(capybaras.trouble).to_contain_text("offline")
    page.context.set_offline(False)
    expect(capybaras.trouble).to_be_empty()


def test_a_late_answer_to_back_does_not_take_the_keyboard_from_the_box(capybaras: SearchPage) -> None:
    page = capybaras.page
    capybaras.chip("sport").click()
    expect(capybaras.total).to_have_text("6")
    page.reload()
    with held_back(page, "?q=capybara"):
        with page.expect_request("**/?q=capybara"):
            page.evaluate("void setTimeout(() => history.back())")
        capybaras.box.fill("capybara wetland")
        expect(capybaras.total).to_have_text(str(len(WETLANDS)))
    expect(capybaras.box).to_be_focused()
    expect(capybaras.box).to_have_value("capybara wetland")


def test_a_skip_link_asks_for_nothing_and_back_from_it_keeps_the_results(capybaras: SearchPage) -> None:
    page = capybaras.page
    scroll_to(page, 150)
    skip = page.get_by_role("link", name="Skip to the results")
    skip.evaluate("link => link.focus({preventScroll: true})")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/?q=capybara#results-heading")
    go_back(page)
    expect(page).to_have_url("/?q=capybara")
    expect(capybaras.total).to_have_text(str(CAPYBARAS))
    expect_scrolled_to(page, 150)
    capybaras.expect_same_document()


def test_before_a_place_is_gone_back_to_every_hit_has_its_height(capybaras: SearchPage) -> None:
    page = capybaras.page
    click_in_place(capybaras.page_link("Next"))
    expect(page).to_have_url("/?q=capybara&page=2")
    # While one types, hits below the screen have the height of most.
    is_typing = page.evaluate(
        """() => new Promise(done => {
          const root = document.documentElement;
          addEventListener("popstate", () => done(root.hasAttribute("data-typing")), {once: true});
          root.toggleAttribute("data-typing", true);
          history.back();
        })"""
    )
    assert not is_typing
