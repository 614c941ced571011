"""A reader asks for more articles, and comes back to them."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.archive import CAPYBARAS
from e2e.complaints import NewContext
from e2e.lines import held_back
from e2e.pages import SearchPage, go_back


@pytest.fixture
def capybaras(search: SearchPage) -> SearchPage:
    search.page.set_viewport_size({"width": 1280, "height": 500})
    search.open(q="capybara", sort="oldest")
    search.remember_document()
    return search


def more(search: SearchPage) -> Locator:
    return search.page.get_by_role("link", name="More articles")


def ask_for_more(search: SearchPage, count: int) -> None:
    more(search).click()
    expect(search.hits).to_have_count(count)


def numbers(search: SearchPage) -> list[int]:
    return [int(title.split()[-1]) for title in search.titles.all_inner_texts()]


def expect_at(page: Page, link: Locator, top: float) -> None:
    """Expect a link to be as far from the top of the window as it was."""
    page.wait_for_function(
        "([link, top]) => Math.abs(link.getBoundingClientRect().top - top) <= 1", arg=[link.element_handle(), top]
    )


def top_of(link: Locator) -> float:
    return float(link.evaluate("link => link.getBoundingClientRect().top"))


def test_more_shows_the_next_articles_below_these(capybaras: SearchPage) -> None:
    ask_for_more(capybaras, 20)
    expect(capybaras.page).to_have_url("/?q=capybara&sort=oldest&first=1&page=2")
    ask_for_more(capybaras, CAPYBARAS)
    assert numbers(capybaras) == list(range(1, CAPYBARAS + 1))
    expect(more(capybaras)).to_have_count(0)
    capybaras.expect_same_document()


def test_the_articles_that_were_there_stay_the_same_nodes(capybaras: SearchPage) -> None:
    capybaras.titles.nth(3).evaluate("link => { link.kept = true; }")
    ask_for_more(capybaras, 20)
    assert capybaras.titles.nth(3).evaluate("link => link.kept === true")


def test_the_keyboard_goes_to_the_first_new_article_and_it_is_said_once(capybaras: SearchPage) -> None:
    page = capybaras.page
    page.evaluate(
        """() => {
          window.said = [];
          new MutationObserver(() => window.said.push(document.getElementById("search-status").textContent))
            .observe(document.getElementById("search-status"), {childList: true, characterData: true, subtree: true});
        }"""
    )
    more(capybaras).focus()
    page.keyboard.press("Enter")
    expect(capybaras.titles.nth(10)).to_be_focused()
    expect(capybaras.titles.nth(10)).to_be_in_viewport()
    page.wait_for_function("() => window.said.length > 0")
    page.keyboard.press("ArrowDown")
    expect(capybaras.titles.nth(11)).to_be_focused()
    assert len(page.evaluate("window.said")) == 1


def test_more_is_no_step_of_the_history(capybaras: SearchPage) -> None:
    before = capybaras.page.evaluate("history.length")
    ask_for_more(capybaras, 20)
    assert capybaras.page.evaluate("history.length") == before


@pytest.mark.parametrize("number", [4, 13, 22])
def test_back_from_an_article_leads_to_its_place_in_the_longer_list(capybaras: SearchPage, number: int) -> None:
    page = capybaras.page
    ask_for_more(capybaras, 20)
    ask_for_more(capybaras, CAPYBARAS)
    link = capybaras.titles.nth(number)
    link.scroll_into_view_if_needed()
    top, title = top_of(link), link.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    go_back(page)
    expect(capybaras.titles.nth(number)).to_be_focused()
    expect(capybaras.hits).to_have_count(CAPYBARAS)
    expect_at(page, capybaras.titles.nth(number), top)


def test_back_from_a_filter_leads_to_the_longer_list(capybaras: SearchPage) -> None:
    page = capybaras.page
    ask_for_more(capybaras, 20)
    capybaras.chip("sport").click()
    expect(capybaras.total).to_have_text("6")
    expect(page).to_have_url("/?q=capybara&sort=oldest&category=sport")
    go_back(page)
    expect(capybaras.hits).to_have_count(20)
    expect(page).to_have_url("/?q=capybara&sort=oldest&first=1&page=2")
    capybaras.expect_same_document()


def test_a_reload_and_a_shared_link_show_the_same_list(capybaras: SearchPage, new_context: NewContext) -> None:
    page = capybaras.page
    ask_for_more(capybaras, 20)
    capybaras.titles.nth(14).evaluate("link => { link.scrollIntoView(); link.focus({preventScroll: true}); }")
    top = top_of(capybaras.titles.nth(14))
    page.reload()
    expect(capybaras.titles.nth(14)).to_be_focused()
    expect_at(page, capybaras.titles.nth(14), top)
    other = SearchPage(new_context().new_page())
    other.page.goto(page.url)
    expect(other.hits).to_have_count(20)


def test_other_words_begin_with_their_first_page(capybaras: SearchPage) -> None:
    ask_for_more(capybaras, 20)
    capybaras.box.fill("capybara meadow")
    expect(capybaras.total).to_have_text("20")
    expect(capybaras.hits).to_have_count(10)
    expect(capybaras.page).to_have_url("/?q=capybara+meadow&sort=oldest")


def test_a_page_number_leads_from_the_longer_list_to_that_page(capybaras: SearchPage) -> None:
    ask_for_more(capybaras, 20)
    capybaras.page_link("Page 3").click()
    expect(capybaras.page).to_have_url("/?q=capybara&sort=oldest&page=3")
    expect(capybaras.hits).to_have_count(3)


def test_more_after_a_page_in_the_middle_begins_with_that_page(capybaras: SearchPage) -> None:
    capybaras.page_link("Page 2").click()
    expect(capybaras.page_link("Page 2")).to_have_attribute("aria-current", "page")
    ask_for_more(capybaras, 13)
    assert numbers(capybaras) == list(range(11, CAPYBARAS + 1))
    expect(capybaras.page).to_have_url("/?q=capybara&sort=oldest&first=2&page=3")


def test_words_typed_while_more_is_on_its_way_win(capybaras: SearchPage) -> None:
    page = capybaras.page
    with held_back(page, "&first=1&page=2"):
        with page.expect_request("**&first=1&page=2"):
            more(capybaras).click()
        capybaras.box.fill("capybara wetland")
        expect(capybaras.total).to_have_text("3")
    expect(capybaras.box).to_be_focused()
    expect(capybaras.hits).to_have_count(3)


def test_the_keyboard_stays_where_the_reader_has_taken_it(capybaras: SearchPage) -> None:
    page = capybaras.page
    with held_back(page, "&first=1&page=2"):
        with page.expect_request("**&first=1&page=2"):
            more(capybaras).click()
        capybaras.box.focus()
    expect(capybaras.hits).to_have_count(20)
    expect(capybaras.box).to_be_focused()


def test_without_javascript_more_is_the_next_page(new_context: NewContext) -> None:
    plain = SearchPage(new_context(java_script_enabled=False).new_page())
    plain.open(q="capybara", sort="oldest")
    more(plain).click()
    expect(plain.page).to_have_url(re.compile(r"\?q=capybara&sort=oldest&page=2$"))
    assert numbers(plain) == list(range(11, 21))


def test_many_articles_are_not_one_page(capybaras: SearchPage) -> None:
    capybaras.open(q="capybara", sort="oldest", size="1", first="1", page="23")
    expect(capybaras.hits).to_have_count(CAPYBARAS)
    capybaras.open(sort="title", size="50", first="1", page="2")
    expect(capybaras.hits).to_have_count(100)
    more(capybaras).click()
    expect(capybaras.page).to_have_url("/?sort=title&size=50&page=3")
    expect(capybaras.page.locator("#results-heading")).to_be_focused()
