"""What is put off while a reader types, so that each letter is drawn at once; the clock of the page is ours."""

import pytest
from playwright.sync_api import Page, expect

from e2e.archive import CAPYBARAS
from e2e.pages import SearchPage

ASKED_AFTER_MS = 130
ROUND_TRIP = "fetch('/livez').then(answer => answer.text())"
FIFTH_HIT = "getComputedStyle(document.querySelectorAll('[data-testid=hit]')[4]).contentVisibility"


@pytest.fixture
def typed(page: Page) -> SearchPage:
    """A page on which words were typed, asked for and answered; no time has passed since."""
    page.clock.install(time=0)
    search = SearchPage(page)
    search.open()
    page.clock.pause_at(10_000)
    search.box.press_sequentially("capybara")
    with page.expect_response("**/?q=capybara") as answer:
        page.clock.run_for(ASKED_AFTER_MS)
    answer.value.finished()
    page.evaluate(ROUND_TRIP)
    return search


def test_an_answer_that_comes_between_two_letters_waits_for_a_pause(typed: SearchPage) -> None:
    assert typed.total.inner_text() != str(CAPYBARAS)
    typed.page.clock.run_for(50)
    expect(typed.total).to_have_text(str(CAPYBARAS))


def test_an_answer_that_comes_between_two_letters_is_shown_after_the_second(typed: SearchPage) -> None:
    typed.box.press("s")
    typed.page.clock.run_for(40)
    expect(typed.total).to_have_text(str(CAPYBARAS))


@pytest.mark.parametrize("key", ["Alt", None])
def test_the_address_follows_when_typing_pauses_or_a_key_may_leave_the_page(typed: SearchPage, key: str | None) -> None:
    assert typed.page.evaluate("location.search") == ""
    if key:
        typed.page.keyboard.press(key)
    else:
        typed.page.clock.run_for(300)
    assert typed.page.evaluate("location.search") == "?q=capybara"


def test_what_is_below_the_screen_is_laid_out_when_typing_pauses(typed: SearchPage) -> None:
    typed.page.clock.run_for(50)
    expect(typed.total).to_have_text(str(CAPYBARAS))
    assert typed.page.evaluate(FIFTH_HIT) == "auto"
    typed.page.clock.run_for(500)
    assert typed.page.evaluate(FIFTH_HIT) == "visible"


def test_whoever_wants_less_motion_sees_none_while_waiting(typed: SearchPage) -> None:
    page = typed.page
    page.emulate_media(reduced_motion="reduce")
    page.locator("#results").evaluate("element => element.setAttribute('aria-busy', 'true')")
    motion = "getComputedStyle(document.querySelector('.search-wait'), '::after').animationDuration"
    assert float(page.evaluate(motion).removesuffix("s")) < 0.01
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(motion) == "1.1s"


def test_a_link_of_an_answer_is_followed_without_a_new_page(search_page: SearchPage) -> None:
    search_page.remember_document()
    search_page.search("capybara")
    search_page.sort("Best match").click()
    search_page.chip("sport").click()
    expect(search_page.total).to_have_text("6")
    search_page.expect_same_document()
