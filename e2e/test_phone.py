"""A reader with a phone: what the first screen shows, and what stays in reach."""

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from e2e.archive import CAPYBARAS
from e2e.complaints import NewContext
from e2e.pages import SearchPage
from e2e.test_layout import expect_no_overflow

WIDTH = 390
HEIGHT = 844
ABOVE_THE_KEYBOARD = 420
TARGET = 40


@pytest.fixture
def phone(new_context: NewContext) -> SearchPage:
    page = new_context(viewport={"width": WIDTH, "height": HEIGHT}, is_mobile=True, has_touch=True).new_page()
    opened = SearchPage(page)
    opened.open()
    return opened


def filters(search: SearchPage) -> Locator:
    return search.page.get_by_role("button", name="Filters")


def orders(search: SearchPage) -> Locator:
    return search.page.get_by_role("button", name="Order")


def box_of(locator: Locator) -> FloatRect:
    box = locator.bounding_box()
    assert box is not None
    return box


def whole_titles(search: SearchPage, height: int) -> int:
    """Return how many titles end above that height of the first screen."""
    boxes = [box_of(title) for title in search.titles.all()]
    return sum(box["y"] + box["height"] <= height for box in boxes)


def test_four_titles_are_on_the_first_screen_and_one_above_the_keyboard(phone: SearchPage) -> None:
    for address in ("/", "/?q=capybara", "/?q=the&category=business&exclude=tech"):
        phone.page.goto(address)
        assert whole_titles(phone, HEIGHT) >= 4, address
        assert whole_titles(phone, ABOVE_THE_KEYBOARD) >= 1, address


def test_enter_puts_the_keyboard_away(phone: SearchPage) -> None:
    phone.box.tap()
    phone.type("capybara")
    expect(phone.box).to_be_focused()
    phone.box.press("Enter")
    expect(phone.box).not_to_be_focused()
    expect(phone.total).to_have_text(str(CAPYBARAS))


def test_enter_leaves_a_keyboard_that_is_on_the_desk(search_page: SearchPage) -> None:
    search_page.type("capybara")
    search_page.box.press("Enter")
    expect(search_page.page).to_have_url("/?q=capybara")
    expect(search_page.box).to_be_focused()


def test_the_filters_are_behind_one_button_that_counts_them(phone: SearchPage) -> None:
    phone.open(q="capybara")
    expect(phone.chip("sport")).to_be_hidden()
    expect(filters(phone)).to_have_text("Filters")
    filters(phone).tap()
    phone.chip("sport").tap()
    phone.exclude("Tech").tap()
    expect(phone.total).to_have_text("6")
    # It stays open until the reader has chosen.
    expect(phone.chip("sport")).to_be_visible()
    phone.page.get_by_role("button", name="Show 6 articles").tap()
    expect(phone.chip("sport")).to_be_hidden()
    expect(filters(phone)).to_have_text("Filters · 2")


def test_the_filters_open_without_javascript(new_context: NewContext) -> None:
    page = new_context(viewport={"width": WIDTH, "height": HEIGHT}, java_script_enabled=False).new_page()
    search = SearchPage(page)
    search.open(q="capybara")
    expect(search.chip("sport")).to_be_hidden()
    filters(search).click()
    search.chip("sport").click()
    expect(search.total).to_have_text("6")
    expect(filters(search)).to_have_text("Filters · 1")


@pytest.mark.parametrize("width", [320, WIDTH])
def test_the_order_is_chosen_from_a_list_that_fits(phone: SearchPage, width: int) -> None:
    phone.page.set_viewport_size({"width": width, "height": HEIGHT})
    phone.open(q="capybara")
    expect(orders(phone)).to_have_accessible_name("Order: Best match")
    place = box_of(orders(phone))
    orders(phone).tap()
    for label in ("Best match", "Newest first", "Oldest first", "Title A–Z"):
        expect(phone.sort(label)).to_be_in_viewport(ratio=1)
        assert box_of(phone.sort(label))["height"] >= TARGET
    phone.sort("Oldest first").tap()
    expect(orders(phone)).to_have_accessible_name("Order: Oldest first")
    expect(phone.sort("Oldest first")).to_be_hidden()
    assert box_of(orders(phone)) == place


def test_the_order_is_chosen_without_javascript(new_context: NewContext) -> None:
    page = new_context(viewport={"width": WIDTH, "height": HEIGHT}, java_script_enabled=False).new_page()
    search = SearchPage(page)
    search.open(q="capybara")
    orders(search).click()
    search.sort("Title A–Z").click()
    expect(orders(search)).to_have_accessible_name("Order: Title A–Z")


def test_nothing_moves_when_a_filter_is_chosen(phone: SearchPage) -> None:
    phone.open(q="capybara")
    behind = [phone.hits.first, orders(phone), filters(phone), phone.box]
    before = [place["y"] for place in map(box_of, behind)]
    filters(phone).tap()
    inside = [phone.chip("business"), phone.chip("tech"), phone.page.get_by_role("heading", name="Year")]
    places = [box_of(chip) for chip in inside]
    phone.chip("business").tap()
    expect(phone.total).to_have_text("12")
    assert [box_of(chip) for chip in inside] == places
    assert [place["y"] for place in map(box_of, behind)] == before


def test_a_thumb_hits_what_is_in_the_filters(phone: SearchPage) -> None:
    phone.open(q="capybara", category="sport")
    filters(phone).tap()
    targets = (
        phone.page.locator("#filters").locator("a:visible, button:visible").and_(phone.page.locator(":not(.skip-link)"))
    )
    sizes = {target.inner_text() or target.get_attribute("aria-label"): box_of(target) for target in targets.all()}
    assert len(sizes) > 8
    assert [name for name, size in sizes.items() if min(size["height"], size["width"]) < TARGET] == []


def test_text_of_twice_the_size_fits(phone: SearchPage) -> None:
    for address in ("/?q=cpayabra", "/?q=zzyzx", "/articles/", "/?q=capybara&category=sport"):
        phone.page.goto(address)
        phone.page.evaluate("document.documentElement.style.fontSize = '212.5%'")
        for width in (320, WIDTH):
            phone.page.set_viewport_size({"width": width, "height": HEIGHT})
            expect_no_overflow(phone.page)
    filters(phone).tap()
    for width in (320, WIDTH):
        phone.page.set_viewport_size({"width": width, "height": HEIGHT})
        expect_no_overflow(phone.page)


def test_the_box_stays_in_reach_and_takes_little_room(page: Page) -> None:
    search = SearchPage(page)
    search.open(q="capybara")
    for width, height in ((390, 844), (390, 420), (1280, 700)):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, 700)")
        expect(search.box).to_be_in_viewport(ratio=1)
        assert box_of(page.locator("#search-form"))["height"] < 60
    expect(search.chip("business")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [390, 1280])
def test_what_has_the_keyboard_is_not_under_the_box(page: Page, width: int) -> None:
    """WCAG 2.4.11: walking back up scrolls the page, and the box stays at its top."""
    page.set_viewport_size({"width": width, "height": 420})
    search = SearchPage(page)
    search.open(q="capybara")
    last = search.titles.last
    last.focus()
    last.evaluate("element => element.scrollIntoView({block: 'end'})")
    for _ in range(15):
        page.keyboard.press("Shift+Tab")
        top, bottom, inside = page.evaluate(
            """() => {
              const place = document.activeElement.getBoundingClientRect();
              return [place.top, document.getElementById("search-form").getBoundingClientRect().bottom,
                document.activeElement.closest("#results") !== null];
            }"""
        )
        assert not inside or top >= bottom
