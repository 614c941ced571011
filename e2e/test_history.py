"""The address always holds the whole search: back, forward, reload and a shared link give the same page."""

import pytest
from playwright.sync_api import Page, expect

from e2e.archive import CAPYBARAS, WETLANDS
from e2e.complaints import NewContext
from e2e.pages import SearchPage, go_back, go_forward


def test_back_and_forward_walk_through_the_choices(search_page: SearchPage) -> None:
    search_page.search("capybara")
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    search_page.chip("sport").click()
    expect(search_page.total).to_have_text("6")
    search_page.chip("tech").click()
    expect(search_page.total).to_have_text("10")
    go_back(search_page.page)
    expect(search_page.total).to_have_text("6")
    search_page.expect_chosen(search_page.chip("tech"), chosen=False)
    go_back(search_page.page)
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    expect(search_page.box).to_have_value("capybara")
    go_forward(search_page.page)
    expect(search_page.total).to_have_text("6")
    search_page.expect_chosen(search_page.chip("sport"))
    search_page.expect_whole_page()


def test_typing_leaves_no_trail_of_single_letters_in_the_history(search_page: SearchPage) -> None:
    before = search_page.page.evaluate("history.length")
    search_page.search("capybara")
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    assert search_page.page.evaluate("history.length") == before


@pytest.mark.parametrize("how", ["Escape", "everything selected and deleted"])
def test_emptying_the_box_is_a_step_that_back_undoes(search_page: SearchPage, how: str) -> None:
    everything = search_page.total.inner_text()
    search_page.remember_document()
    search_page.search("capybara")
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    if how == "Escape":
        search_page.box.press("Escape")
    else:
        search_page.box.press("ControlOrMeta+a")
        search_page.box.press("Delete")
    expect(search_page.total).to_have_text(everything)
    go_back(search_page.page)
    expect(search_page.box).to_have_value("capybara")
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    search_page.expect_same_document()


def test_deleting_letter_by_letter_is_no_step(search_page: SearchPage) -> None:
    before = search_page.page.evaluate("history.length")
    everything = search_page.total.inner_text()
    search_page.search("ca")
    for _ in "ca":
        search_page.box.press("Backspace")
    expect(search_page.total).to_have_text(everything)
    assert search_page.page.evaluate("history.length") == before


def test_back_from_an_article_gives_the_whole_search_that_was_typed(search_page: SearchPage) -> None:
    search_page.search("capybara wetland")
    expect(search_page.total).to_have_text(str(len(WETLANDS)))
    titles = search_page.titles.all_inner_texts()
    search_page.titles.first.click()
    expect(search_page.page.get_by_role("heading", level=1)).to_have_text(titles[0])
    go_back(search_page.page)
    search_page.expect_whole_page()
    expect(search_page.box).to_have_value("capybara wetland")
    expect(search_page.titles).to_have_text(titles)


def test_back_from_an_article_gives_the_page_that_was_clicked_to(search: SearchPage) -> None:
    search.open(q="capybara")
    search.chip("business").click()
    expect(search.total).to_have_text("12")
    search.page_link("Page 2").click()
    expect(search.hits).to_have_count(2)
    titles = search.titles.all_inner_texts()
    search.titles.last.click()
    expect(search.page.get_by_role("heading", level=1)).to_have_text(titles[-1])
    go_back(search.page)
    search.expect_whole_page()
    expect(search.titles).to_have_text(titles)
    go_forward(search.page)
    expect(search.page.get_by_role("heading", level=1)).to_have_text(titles[-1])


def test_reload_and_a_shared_link_show_what_was_there(search_page: SearchPage, new_context: NewContext) -> None:
    search_page.search("capybara meadow")
    search_page.exclude("Business").click()
    search_page.sort("Title A–Z").click()
    expect(search_page.page).to_have_url("/?q=capybara+meadow&exclude=business&sort=title")
    search_page.expect_chosen(search_page.sort("Title A–Z"))
    titles = search_page.titles.all_inner_texts()
    search_page.page.reload()
    expect_the_same(search_page.page, titles)
    elsewhere = new_context().new_page()
    elsewhere.goto(search_page.page.url)
    expect_the_same(elsewhere, titles)


def expect_the_same(page: Page, titles: list[str]) -> None:
    shown = SearchPage(page)
    shown.expect_whole_page()
    expect(shown.titles).to_have_text(titles)
    expect(shown.box).to_have_value("capybara meadow")
    shown.expect_chosen(shown.exclude("Business"))
    shown.expect_chosen(shown.sort("Title A–Z"))


def test_enter_keeps_a_search_that_typing_on_would_replace(search_page: SearchPage) -> None:
    search_page.search("capybara")
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    steps = press_enter(search_page)
    assert press_enter(search_page) == steps, "Enter twice is one step of the history"
    search_page.search(" wetland")
    expect(search_page.total).to_have_text(str(len(WETLANDS)))
    go_back(search_page.page)
    search_page.expect_whole_page()
    expect(search_page.box).to_have_value("capybara")
    expect(search_page.total).to_have_text(str(CAPYBARAS))


def press_enter(search_page: SearchPage) -> int:
    """Press Enter, wait until its answer is shown, and return the length of the history."""
    page = search_page.page
    page.evaluate("document.getElementById('results').dataset.old = 'true'")
    search_page.box.press("Enter")
    expect(page.locator("#results")).not_to_have_attribute("data-old", "true")
    length: int = page.evaluate("history.length")
    return length


def test_a_click_for_a_new_tab_opens_one_and_leaves_the_page(search: SearchPage) -> None:
    search.open(q="capybara")
    with search.page.context.expect_page() as opened:
        search.chip("sport").click(modifiers=["ControlOrMeta"])
    expect(SearchPage(opened.value).total).to_have_text("6")
    expect(search.total).to_have_text(str(CAPYBARAS))
