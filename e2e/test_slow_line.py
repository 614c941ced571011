"""A line on which answers are slow, overtake each other, or never come."""

from typing import cast

import pytest
from playwright.sync_api import Page, Route, expect

from e2e.archive import CAPYBARAS, WETLANDS
from e2e.complaints import Complaints
from e2e.lines import RANDOM_DELAYS, Traffic, add_latency, held_back
from e2e.pages import SearchPage

# 20 keys.
WORDS = "capybara meadow keep"
# Notes the words of each answer that is shown, with what was in the box.
NOTE_ANSWERS = """() => {
  window.shown = [];
  const note = () => {
    const [, words = ""] = document.getElementById("results-heading").textContent.match(/“(.*)”/) ?? [];
    if (words !== window.shown.at(-1)?.[0]) window.shown.push([words, document.getElementById("q").value]);
  };
  const everything = {childList: true, characterData: true, subtree: true};
  new MutationObserver(note).observe(document.querySelector("main"), everything);
}"""

# Playwright may hear that one was given up after it has heard of the next.
COUNT_AT_ONCE = """() => {
  const fetched = window.fetch;
  window.atOnce = {now: 0, most: 0};
  window.fetch = (address, how) => {
    atOnce.now += 1;
    atOnce.most = Math.max(atOnce.most, atOnce.now);
    let isOver = false;
    const end = () => {
      atOnce.now -= isOver ? 0 : 1;
      isOver = true;
    };
    how.signal.addEventListener("abort", end);
    return fetched(address, how).finally(end);
  };
}"""


@pytest.fixture
def traffic(page: Page) -> Traffic:
    recorded = Traffic()
    recorded.listen_to(page)
    return recorded


def answers_shown(page: Page) -> list[tuple[str, str]]:
    """Return the words of each answer in the order in which they were shown, and what was in the box then."""
    return [cast("tuple[str, str]", tuple(answer)) for answer in page.evaluate("window.shown")]


def test_answers_follow_while_one_types_on_a_line_of_600_milliseconds(
    search_page: SearchPage, traffic: Traffic
) -> None:
    page = search_page.page
    add_latency(page, 600)
    page.evaluate(NOTE_ANSWERS)
    search_page.box.press_sequentially(WORDS, delay=200)
    expect(page.locator("#results-heading")).to_contain_text(f"“{WORDS}”")
    while_typing = [words for words, box in answers_shown(page) if len(box) < len(WORDS)]
    assert len(while_typing) >= 3, while_typing
    assert traffic.most_at_once <= 2


def test_a_quick_typist_sees_answers_before_the_end(search_page: SearchPage) -> None:
    page = search_page.page
    page.evaluate(NOTE_ANSWERS)
    search_page.box.press_sequentially(WORDS, delay=60)
    expect(page.locator("#results-heading")).to_contain_text(f"“{WORDS}”")
    assert len(answers_shown(page)) >= 3


def test_an_older_answer_never_follows_a_newer_one(search_page: SearchPage, traffic: Traffic) -> None:
    page = search_page.page
    page.evaluate(RANDOM_DELAYS, 800)
    page.evaluate(NOTE_ANSWERS)
    search_page.box.press_sequentially(WORDS, delay=90)
    expect(page.locator("#results-heading")).to_contain_text(f"“{WORDS}”")
    lengths = [len(words) for words, _ in answers_shown(page)]
    assert lengths == sorted(lengths)
    assert len(lengths) >= 2
    assert traffic.most_at_once <= 2
    expect(page).to_have_url("/?q=capybara+meadow+keep")


@pytest.mark.parametrize("hanging", [1, 2])
def test_requests_that_hang_do_not_block_the_next(search_page: SearchPage, traffic: Traffic, hanging: int) -> None:
    page = search_page.page
    page.evaluate(COUNT_AT_ONCE)
    with held_back(page, "?q=c"), held_back(page, "?q=ca"):
        for count, letter in enumerate("ca"[:hanging], start=1):
            with page.expect_request(f"**/?q={'ca'[:count]}"):
                search_page.box.press_sequentially(letter)
        assert len(traffic.under_way) == hanging
        search_page.type("capybara"[hanging:])
        # Long before the ten seconds after which a request is given up.
        expect(search_page.total).to_have_text(str(CAPYBARAS), timeout=7_000)
    assert page.evaluate("atOnce.most") == 2
    expect(search_page.trouble).to_be_empty()


def test_a_request_that_fails_while_one_types_is_no_trouble(search_page: SearchPage, complaints: Complaints) -> None:
    complaints.expect("Failed to load resource|ERR_FAILED")
    page = search_page.page
    page.route("**/?q=capybara+wet", lambda route: route.abort())
    add_latency(page, 200)
    search_page.box.press_sequentially("capybara wetland", delay=130)
    expect(search_page.total).to_have_text(str(len(WETLANDS)))
    expect(search_page.trouble).to_be_empty()


def test_a_request_without_an_answer_is_trouble_after_ten_seconds(search: SearchPage) -> None:
    page = search.page
    page.clock.install()
    search.open()
    with held_back(page, "?q=capybara"):
        with page.expect_request("**/?q=capybara"):
            search.type("capybara")
        page.clock.fast_forward(10_500)
        expect(search.trouble).to_contain_text("could not be reached")
        search.type(" wetland")
        expect(search.total).to_have_text(str(len(WETLANDS)))
        expect(search.trouble).to_be_empty()


def test_words_typed_before_the_scripts_have_come_are_asked_for(page: Page) -> None:
    search = SearchPage(page)
    late: list[Route] = []
    page.route(lambda address: "/js/search." in address, lambda route: late.append(route))  # noqa: PLW0108  # Playwright needs a function
    page.goto("/", wait_until="commit")
    search.box.fill("capybara")
    late[0].continue_()
    expect(search.total).to_have_text(str(CAPYBARAS))
    expect(page).to_have_url("/?q=capybara")
