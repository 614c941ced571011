"""What a screen reader hears of a search, and in which order it reads the page."""

import re
from itertools import pairwise

from playwright.sync_api import Page, expect

from e2e.lines import held_back
from e2e.pages import SearchPage
from e2e.test_input_methods import LISTEN

ALL = "23 articles for “capybara”."
SPORT = "6 articles for “capybara” in Sport."


def said(page: Page) -> list[str]:
    sentences: list[str] = page.evaluate("window.said")
    return sentences


def listen(search: SearchPage, **parameters: str) -> None:
    search.open(**parameters)
    search.page.evaluate(LISTEN)


def test_a_sentence_says_what_was_found_and_under_which_filters(search_page: SearchPage) -> None:
    listen(search_page, q="capybara")
    for press, sentence in (
        (search_page.chip("business"), "12 articles for “capybara” in Business."),
        (search_page.chip("sport"), "18 articles for “capybara” in Business or Sport."),
        (search_page.exclude("Tech"), "18 articles for “capybara” in Business or Sport, without Tech."),
        (search_page.chip("2002", "year"), "6 articles for “capybara” in Business or Sport from 2002, without Tech."),
    ):
        press.click()
        expect(search_page.status).to_have_text(sentence)
    assert len(said(search_page.page)) == 4


def test_the_order_and_the_page_are_said_when_they_are_not_the_usual_ones(search_page: SearchPage) -> None:
    listen(search_page, q="capybara")
    search_page.sort("Newest first").click()
    expect(search_page.status).to_have_text("23 articles for “capybara”, newest first.")
    search_page.page_link("Next").click()
    expect(search_page.status).to_have_text("23 articles for “capybara”, newest first, page 2 of 3.")


def test_a_sentence_is_said_when_the_words_change_and_the_number_stays(search_page: SearchPage) -> None:
    listen(search_page)
    search_page.type("capy")
    expect(search_page.status).to_have_text("23 articles for “capy”.")
    search_page.type("bara")
    expect(search_page.status).to_have_text(ALL)
    assert said(search_page.page) == ["23 articles for “capy”.", ALL]


def test_a_better_spelling_is_said(search_page: SearchPage) -> None:
    search_page.type("cpayabra ")
    expect(search_page.status).to_have_text("Nothing for “cpayabra”. 23 articles for “capybara”.")


def test_the_same_search_is_not_said_twice(search_page: SearchPage) -> None:
    page = search_page.page
    listen(search_page)
    search_page.type("capybara")
    expect(search_page.status).to_have_text(ALL)
    with page.expect_response("**/?q=capybara"):
        search_page.box.press("Enter")
    search_page.chip("sport").click()
    expect(search_page.status).to_have_text(SPORT)
    assert said(page) == [ALL, SPORT]


def test_a_key_that_is_taken_back_at_once_leaves_nothing_unsaid(search_page: SearchPage) -> None:
    search_page.search("capybara")
    # Before the sentence is said, and before the letter is asked for.
    search_page.page.evaluate(
        """() => {
          const box = document.getElementById("q");
          for (const words of ["capybarax", "capybara"]) {
            box.value = words;
            box.dispatchEvent(new InputEvent("input", {bubbles: true}));
          }
        }"""
    )
    expect(search_page.status).to_have_text(ALL)


def test_only_the_last_answer_is_said(search: SearchPage) -> None:
    page = search.page
    page.clock.install()
    search.open(q="capybara")
    page.evaluate(LISTEN)
    with held_back(page, "category=tech") as late:
        search.chip("sport").click()
        expect(search.total).to_have_text("6")
        with page.expect_request("**category=tech"):
            search.chip("tech").click()
        page.clock.run_for(2_000)
        assert said(page) == []
        late[0].continue_()
        expect(search.total).to_have_text("10")
        page.clock.run_for(2_000)
        expect(search.status).to_have_text("10 articles for “capybara” in Sport or Tech.")
    assert len(said(page)) == 1


def test_the_page_is_read_in_order(search_page: SearchPage) -> None:
    search_page.open(q="capybara", category="sport")
    page = search_page.page
    levels = [int(tag[1]) for tag in page.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(h => h.tagName)")]
    assert (levels.count(1), levels[0]) == (1, 1)
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    for landmark in (
        page.get_by_role("banner"),
        page.get_by_role("navigation", name="Main"),
        page.get_by_role("main"),
        page.get_by_role("search"),
        page.get_by_role("region", name=re.compile("6 articles")),
        page.get_by_role("region", name="Filters"),
        page.get_by_role("contentinfo"),
    ):
        expect(landmark).to_have_count(1)
    expect(page.get_by_role("region", name=re.compile("6 articles"))).to_match_aria_snapshot(
        """
        - region "Filters":
          - heading "Filters" [level=2]
          - link "Skip to the results"
          - group "Category"
          - group "Year"
        - heading /6 articles for/ [level=2]
        - list "Order"
        - list "Filters in use":
          - listitem:
            - link "Remove Sport"
          - listitem:
            - link "Clear all"
        - article
        """
    )
