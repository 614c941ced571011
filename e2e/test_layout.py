"""Nothing moves while a reader types, nothing is cut off on a narrow screen, and both colour schemes apply."""

import re

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from e2e.archive import CAPYBARAS, LONG_WORD
from e2e.complaints import Complaints, NewContext
from e2e.pages import SearchPage

NARROW = {"width": 320, "height": 700}
NOTES = ("shown-instead", "did-you-mean", "notice")


def expect_no_overflow(page: Page) -> None:
    wide = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
             .filter(element => !element.closest(".sr-only, .chosen, .letters"))  // these lines scroll sideways
             .filter(element => element.checkVisibility({visibilityProperty: true}))
             .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
             .map(element => element.outerHTML.slice(0, 90))"""
    )
    assert wide == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.fixture
def narrow(new_context: NewContext) -> Page:
    return new_context(viewport=NARROW).new_page()


def test_the_pages_fit_a_screen_of_320_pixels(narrow: Page, complaints: Complaints) -> None:
    complaints.expect("/nothing/")  # a page that is not there; the browser says so
    searches = ("/", "/?q=capybara&category=sport", f"/?q={LONG_WORD}", "/?q=zzyzx")
    for address in (*searches, "/articles/", "/accounts/login/", "/nothing/"):
        narrow.goto(address)
        expect_no_overflow(narrow)


def test_an_article_with_an_endless_title_fits_a_screen_of_320_pixels(narrow: Page) -> None:
    search = SearchPage(narrow)
    search.open(q=LONG_WORD)
    search.titles.first.click()
    expect(narrow.get_by_role("heading", level=1)).to_contain_text(LONG_WORD)
    expect_no_overflow(narrow)


def test_articles_like_another_fit_a_screen_of_320_pixels(narrow: Page) -> None:
    search = SearchPage(narrow)
    search.open(q="capybara")
    search.titles.first.click()
    expect(narrow.get_by_role("complementary", name="More like this")).to_be_visible()
    expect_no_overflow(narrow)
    narrow.goto(f"{narrow.url}similar/")
    expect_no_overflow(narrow)


def test_the_form_fits_a_screen_of_320_pixels(anna: Page) -> None:
    anna.set_viewport_size({"width": 320, "height": 700})
    anna.goto("/articles/new/")
    expect_no_overflow(anna)
    anna.get_by_role("button", name="Save", exact=True).click()
    expect(anna.get_by_role("alert")).to_be_focused()
    expect_no_overflow(anna)


def test_the_first_hit_can_be_seen_without_scrolling_on_a_narrow_screen(narrow: Page) -> None:
    search = SearchPage(narrow)
    search.open(q="capybara")
    expect(search.titles.first).to_be_in_viewport()


@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_above_the_articles_moves_while_one_types(search_page: SearchPage, width: int) -> None:
    page = search_page.page
    page.set_viewport_size({"width": width, "height": 800})
    filters = [search_page.chip("business"), search_page.chip("tech")]
    if width == 320:
        filters = [page.get_by_role("button", name="Filters")]
    places = [search_page.box, *filters]
    before = [place_of(place) for place in places]
    # The best match is an order only of what matches words, and begins further left.
    order = search_page.sort("Title A–Z") if width == 1280 else page.get_by_role("button", name="Order")
    end = end_of(order)
    assert None not in before
    for words in ("capyb", "ara", " wetl", "and"):
        search_page.search(words)
        assert [place_of(place) for place in places] == before, f"after {words!r}"
        assert end_of(order) == end
    search_page.search(" zzyzx")
    assert [place_of(place) for place in places] == before


def test_the_first_article_has_the_same_place_in_every_answer(search_page: SearchPage) -> None:
    """With a better spelling, with hits of one, and with an operator's value that the archive does not have."""
    page = search_page.page
    before = tops_of_the_first_hit(page)
    shown = set()
    for words in ("capybara", "cpayabra ", "capybara category:sports ", "capybara wetlnad ", "category:zzyzx capybara"):
        for typed in (words[:-4], words[:-1], words):
            search_page.box.fill(typed)
            expect(page).to_have_title(re.compile(f"^“{re.escape(typed.strip())}”"))
            tops = tops_of_the_first_hit(page)
            assert all(top in {before[width], None} for width, top in tops.items()), (typed, tops, before)
            shown |= {note for note in NOTES if page.get_by_test_id(note).count()}
    assert shown == set(NOTES)


def tops_of_the_first_hit(page: Page) -> dict[int, float | None]:
    """Return them by the width of the page."""
    tops = {}
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        tops[width] = page.evaluate("document.querySelector('[data-testid=hit]')?.getBoundingClientRect().top")
    return tops


def place_of(locator: Locator) -> FloatRect | None:
    return locator.bounding_box()


def test_choosing_a_chip_moves_neither_it_nor_the_first_article(search: SearchPage) -> None:
    search.open(q="capybara")
    before = [place_of(search.chip("tech")), top_of(search.hits.first)]
    search.chip("tech").click()
    expect(search.total).to_have_text("4")
    assert [place_of(search.chip("tech")), top_of(search.hits.first)] == before


def end_of(locator: Locator) -> tuple[float, float]:
    """Return where the line of text ends: its right and lower edge."""
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"], box["y"] + box["height"]


def top_of(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["y"]


def test_the_page_stays_where_it_was_scrolled_to_when_a_chip_is_pressed(search: SearchPage) -> None:
    page = search.page
    page.set_viewport_size({"width": 1280, "height": 500})
    search.open(q="capybara")
    page.evaluate("scrollTo(0, 120)")
    search.chip("business").click()
    expect(search.total).to_have_text("12")
    assert page.evaluate("scrollY") == 120


def test_the_pages_follow_the_systems_colours(page: Page) -> None:
    for address in ("/", "/articles/", "/accounts/login/"):
        page.goto(address)
        page.emulate_media(color_scheme="light")
        ground, ink = brightness(page)
        assert ground - ink > 380, address
        page.emulate_media(color_scheme="dark")
        ground, ink = brightness(page)
        assert ink - ground > 380, address


def brightness(page: Page, element: str = "html") -> tuple[int, int]:
    """Return the brightness of the background and of the text, from 0 to 765."""
    ground, ink = page.evaluate(
        """element => {
          const styles = getComputedStyle(document.querySelector(element));
          const light = colour => colour.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
          return [light(styles.backgroundColor), light(styles.color)];
        }""",
        element,
    )
    return ground, ink


def test_a_wide_screen_keeps_lines_readable(search: SearchPage) -> None:
    search.page.set_viewport_size({"width": 2400, "height": 900})
    search.open(q="capybara")
    expect(search.total).to_have_text(str(CAPYBARAS))
    snippet = search.snippets.first.bounding_box()
    assert snippet is not None
    assert snippet["width"] < 800
