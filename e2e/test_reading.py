"""An article that was opened from a search: the matches, the articles beside it, the way back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.archive import CAPYBARAS
from e2e.complaints import NewContext
from e2e.pages import SearchPage, go_back

LOW = {"width": 1280, "height": 420}
MARK_BACKGROUND = "mark => getComputedStyle(mark).backgroundColor"
NO_BACKGROUND = "rgba(0, 0, 0, 0)"
# Whether nothing covers it, such as the bar that stays at the top.
IN_VIEW = """mark => {
  const {left, top, width, height} = mark.getClientRects()[0];
  const shown = document.elementFromPoint(left + width / 2, top + height / 2);
  return shown === mark || mark.contains(shown);
}"""


@pytest.fixture
def low_page(new_context: NewContext) -> Page:
    """A page of which one sees little at once."""
    return new_context(viewport=LOW).new_page()


@pytest.fixture
def plain(new_context: NewContext) -> Page:
    """A low page without JavaScript."""
    return new_context(viewport=LOW, java_script_enabled=False).new_page()


def open_hit(page: Page, number: int, **parameters: str) -> Locator:
    """Search, open an article, and return its heading."""
    search = SearchPage(page)
    search.open(**parameters)
    link = search.titles.nth(number)
    title = link.inner_text()
    link.click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(title)
    return heading


def place(page: Page) -> Locator:
    return page.get_by_test_id("place")


def marks(page: Page) -> Locator:
    return page.locator("mark[id]")


def status(page: Page) -> Locator:
    return page.locator("[data-match-status]")


def back_link(page: Page) -> Locator:
    return page.get_by_role("link", name="Back to the results")


def expect_in_view(mark: Locator) -> None:
    expect(mark).to_be_in_viewport()
    assert mark.evaluate(IN_VIEW), "something covers the match"


def test_an_article_opened_from_a_search_belongs_to_it(page: Page) -> None:
    open_hit(page, 2, q="capybara")
    expect(SearchPage(page).box).to_have_value("capybara")
    expect(place(page)).to_have_text(f"3 of {CAPYBARAS}")
    expect(marks(page)).to_have_text(["Capybara", "capybara"])
    expect(page).to_have_url(re.compile("at=3$"))


def test_the_box_searches_and_keeps_the_filters(page: Page) -> None:
    open_hit(page, 0, q="capybara", category="sport")
    search = SearchPage(page)
    search.box.fill("capybara meadow")
    search.box.press("Enter")
    expect(search.total).to_have_text("5")
    search.expect_chosen(search.chip("sport"))


def test_the_slash_key_leads_to_the_box(page: Page) -> None:
    open_hit(page, 0, q="capybara")
    page.keyboard.press("/")
    expect(SearchPage(page).box).to_be_focused()


def test_next_and_previous_lead_across_the_pages_of_results(page: Page) -> None:
    open_hit(page, 9, q="capybara")
    tenth = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Next", exact=True).click()
    expect(place(page)).to_have_text(f"11 of {CAPYBARAS}")
    page.get_by_role("link", name="Previous", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(tenth)


def test_back_to_the_results_is_the_step_back_to_the_same_place(low_page: Page) -> None:
    search = SearchPage(low_page)
    search.open(q="capybara")
    search.titles.nth(6).scroll_into_view_if_needed()
    top = low_page.evaluate("scrollY")
    assert top > 0
    steps = low_page.evaluate("history.length")
    search.titles.nth(6).click()
    back_link(low_page).click()
    expect(search.titles.nth(6)).to_be_focused()
    low_page.wait_for_function("top => Math.abs(scrollY - top) <= 1", arg=top)
    expect(low_page).to_have_url("/?q=capybara")
    assert low_page.evaluate("history.length") == steps + 1


def test_back_from_the_next_article_leads_to_its_own_page_of_results(low_page: Page) -> None:
    open_hit(low_page, 9, q="capybara")
    low_page.get_by_role("link", name="Next", exact=True).click()
    expect(place(low_page)).to_have_text(f"11 of {CAPYBARAS}")
    title = low_page.get_by_role("heading", level=1).inner_text()
    back_link(low_page).click()
    expect(low_page).to_have_url(re.compile(r"/\?q=capybara&page=2#hit-"))
    link = SearchPage(low_page).titles.first
    expect(link).to_have_text(title)
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()


def test_back_after_a_reload_and_after_another_article_is_still_the_step_back(page: Page) -> None:
    open_hit(page, 3, q="capybara")
    page.reload()
    page.get_by_role("link", name="Next", exact=True).click()
    expect(place(page)).to_have_text(f"5 of {CAPYBARAS}")
    go_back(page)
    expect(place(page)).to_have_text(f"4 of {CAPYBARAS}")
    expect(page.get_by_role("button", name="Next match")).to_be_visible()  # the script is here: before, it is a link
    back_link(page).click()
    expect(page).to_have_url("/?q=capybara")
    expect(SearchPage(page).titles.nth(3)).to_be_focused()


def test_back_from_a_new_tab_is_a_link(page: Page) -> None:
    search = SearchPage(page)
    search.open(q="capybara")
    with page.context.expect_page() as opened:
        search.titles.nth(1).click(modifiers=["ControlOrMeta"])
    tab = opened.value
    back_link(tab).click()
    expect(tab).to_have_url(re.compile(r"/\?q=capybara#hit-"))
    expect(SearchPage(tab).titles.nth(1)).to_be_in_viewport()


def test_the_first_match_is_in_view_and_the_page_stays_where_it_already_is(low_page: Page, page: Page) -> None:
    open_hit(low_page, 0, q="kettle")
    expect_in_view(marks(low_page).first)
    assert low_page.evaluate("scrollY") > 0
    open_hit(page, 0, q="capybara")
    expect_in_view(marks(page).first)
    assert page.evaluate("scrollY") == 0


def test_a_return_to_the_article_keeps_its_place(low_page: Page) -> None:
    open_hit(low_page, 0, q="kettle")
    low_page.evaluate("scrollTo(0, 0)")
    low_page.reload()
    expect(status(low_page)).to_contain_text("Match 1")
    assert low_page.evaluate("scrollY") == 0


def test_buttons_and_keys_lead_from_match_to_match(page: Page) -> None:
    open_hit(page, 0, q="capybara week")
    expect(status(page)).to_have_text("Match 1 of 3")
    page.get_by_role("button", name="Next match").click()
    expect(status(page)).to_have_text("Match 2 of 3")
    expect(marks(page).nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("n")
    expect(status(page)).to_have_text("Match 3 of 3")
    page.keyboard.press("n")
    expect(status(page)).to_have_text("Match 1 of 3")
    page.keyboard.press("p")
    expect(status(page)).to_have_text("Match 3 of 3")
    expect(page.locator("mark[aria-current]")).to_have_count(1)
    page.get_by_role("button", name="Previous match").click()
    expect(status(page)).to_have_text("Match 2 of 3")
    expect_in_view(marks(page).nth(1))


def test_letters_in_the_box_are_no_keys(page: Page) -> None:
    open_hit(page, 0, q="capybara week")
    SearchPage(page).box.press("End")
    SearchPage(page).box.press("n")
    expect(status(page)).to_have_text("Match 1 of 3")
    expect(SearchPage(page).box).to_have_value("capybara weekn")


def test_keys_that_are_switched_off_do_nothing(page: Page, base_url: str) -> None:
    page.context.add_cookies([{"name": "broadsheet-off", "value": "keys", "url": base_url}])
    open_hit(page, 0, q="capybara week")
    page.keyboard.press("n")
    page.get_by_role("button", name="Next match").click()
    expect(status(page)).to_have_text("Match 2 of 3")


def test_marks_go_by_one_click(page: Page) -> None:
    open_hit(page, 0, q="capybara")
    mark = marks(page).last
    assert mark.evaluate(MARK_BACKGROUND) != NO_BACKGROUND
    page.get_by_label("Marks").click()
    assert mark.evaluate(MARK_BACKGROUND) == NO_BACKGROUND
    expect(page.get_by_role("button", name="Next match")).to_be_hidden()


def test_marks_and_controls_are_not_on_paper(page: Page) -> None:
    open_hit(page, 0, q="capybara")
    page.emulate_media(media="print")
    assert marks(page).last.evaluate(MARK_BACKGROUND) == NO_BACKGROUND
    expect(back_link(page)).to_be_hidden()
    expect(SearchPage(page).box).to_be_hidden()


def test_without_javascript_links_do_it(plain: Page) -> None:
    open_hit(plain, 9, q="kettle")
    expect(plain.get_by_role("button", name="Next match")).to_be_hidden()
    plain.get_by_role("link", name="First match").click()
    expect_in_view(marks(plain).first)
    plain.get_by_label("Marks").click()
    assert marks(plain).first.evaluate(MARK_BACKGROUND) == NO_BACKGROUND
    plain.get_by_role("link", name="Next", exact=True).click()
    expect(place(plain)).to_contain_text("11 of")
    back_link(plain).click()
    expect(SearchPage(plain).titles.first).to_be_in_viewport()
    expect(plain).to_have_url(re.compile(r"/\?q=kettle&page=2#hit-"))


def test_category_and_author_lead_to_searches(page: Page) -> None:
    open_hit(page, 0, q="capybara", category="sport")
    page.get_by_role("article").get_by_role("link", name="Sport").click()
    search = SearchPage(page)
    search.expect_chosen(search.chip("sport"))
    expect(page).to_have_url("/?category=sport")


def test_it_fits(page: Page) -> None:
    open_hit(page, 0, q="capybara week")
    expect(page.get_by_role("complementary", name="More like this")).to_be_visible()
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
