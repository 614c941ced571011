"""A reader without a mouse."""

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from e2e.archive import CAPYBARAS
from e2e.pages import SearchPage

ACTIVE = "document.activeElement"


def tab_to(page: Page, place: Locator, most: int = 60) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if place.evaluate(f"element => element === {ACTIVE}"):
            return
    pytest.fail(f"{most} presses of Tab never reached {place}")


def test_the_box_is_ready_when_the_page_opens(search_page: SearchPage) -> None:
    expect(search_page.box).to_be_focused()


def test_slash_leads_back_to_the_box_and_is_not_typed(search: SearchPage) -> None:
    search.open(q="capybara")
    search.titles.first.focus()
    search.page.keyboard.press("/")
    expect(search.box).to_be_focused()
    expect(search.box).to_have_value("capybara")


def test_slash_can_be_typed_into_the_box(search_page: SearchPage) -> None:
    search_page.type("1/2")
    expect(search_page.box).to_have_value("1/2")


def test_tab_reaches_box_chips_and_hits_and_enter_opens_one(search: SearchPage) -> None:
    page = search.page
    search.open(q="zzyzx")
    tab_to(page, search.box)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("capybara", delay=20)
    expect(search.total).to_have_text(str(CAPYBARAS))
    tab_to(page, search.chip("sport"))
    page.keyboard.press("Enter")
    expect(search.total).to_have_text("6")
    tab_to(page, search.titles.first)
    title = search.titles.first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_the_keyboard_stays_on_a_chip_that_was_pressed(search: SearchPage) -> None:
    search.open(q="capybara")
    for place in (search.chip("sport"), search.exclude("Tech"), search.chip("2002", "year")):
        place.focus()
        search.page.keyboard.press("Enter")
        search.expect_chosen(place)
        expect(place).to_be_focused()
    search.sort("Newest first").focus()
    search.page.keyboard.press("Enter")
    search.expect_chosen(search.sort("Newest first"))
    expect(search.sort("Newest first")).to_be_focused()


def test_a_turned_page_is_read_from_its_heading_on(search: SearchPage) -> None:
    search.open(q="capybara")
    search.page_link("Next").focus()
    search.page.keyboard.press("Enter")
    expect(search.page).to_have_url("/?q=capybara&page=2")
    expect(search.page.locator("#results-heading")).to_be_focused()


def test_arrows_walk_from_the_box_through_the_articles_and_back(search_page: SearchPage) -> None:
    search_page.search("capybara")
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    for place in (search_page.titles.nth(0), search_page.titles.nth(1)):
        search_page.page.keyboard.press("ArrowDown")
        expect(place).to_be_focused()
    for place in (search_page.titles.nth(0), search_page.box):
        search_page.page.keyboard.press("ArrowUp")
        expect(place).to_be_focused()


def test_the_first_tab_offers_to_skip_to_the_content(search_page: SearchPage) -> None:
    search_page.page.goto("/articles/")
    search_page.page.keyboard.press("Tab")
    skip = search_page.page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    search_page.page.keyboard.press("Enter")
    expect(search_page.page.get_by_role("main")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_seen_where_the_keyboard_is(search: SearchPage, scheme: str) -> None:
    page = search.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    search.open(q="capybara", category="sport")
    places = {
        "box": search.box,
        "button": page.get_by_role("button", name="Search"),
        "chip": search.chip("tech"),
        "exclude": search.exclude("Tech"),
        "clear": search.clear,
        "sort": search.sort("Title A–Z"),
        "title": search.titles.first,
        "masthead": page.get_by_role("link", name="Sign in"),
    }
    unseen = [name for name, place in places.items() if not looks_different_with_focus(page, place)]
    assert unseen == []


def looks_different_with_focus(page: Page, place: Locator) -> bool:
    """Compare screenshots: the focus must be visible in some way."""
    place.scroll_into_view_if_needed()
    page.evaluate("document.activeElement.blur()")
    box = place.bounding_box()
    assert box is not None
    around = FloatRect(x=box["x"] - 6, y=box["y"] - 6, width=box["width"] + 12, height=box["height"] + 12)
    without = page.screenshot(clip=around, animations="disabled")
    page.keyboard.press("Shift")  # a key press makes :focus-visible apply
    place.focus()
    return page.screenshot(clip=around, animations="disabled") != without
