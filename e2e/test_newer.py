"""A reader with the page open hears of new articles that match, and sees them when they ask."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from e2e.archive import CAPYBARAS
from e2e.complaints import Complaints, NewContext
from e2e.lines import held_back
from e2e.pages import SearchPage
from e2e.running_site import RunningSite
from e2e.test_announcements import listen, said
from e2e.test_trouble import OPEN_KEYBOARD, PHONE
from services.processes import waiting

EVERY_MS = 20_000
SET_VISIBILITY = """state => {
  Object.defineProperty(document, "visibilityState", {get: () => state, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""
PLACES = "elements => elements.map(each => JSON.stringify(each.getBoundingClientRect()))"
BELOW_THE_BOX = "#results-heading, .results-bar, [data-testid=hit], .pages"


@dataclass
class Archive:
    """A page whose questions are answered here: with so many more articles than it shows, or with a status."""

    search: SearchPage
    more: int = 0
    status: int = 200
    asked: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.search.page

    @property
    def button(self) -> Locator:
        return self.page.locator("#newer").get_by_role("button")

    def answer(self, route: Route) -> None:
        self.asked.append(route.request.url.partition("/newer/")[2])
        if self.status == 200:
            route.fulfill(json={"total": CAPYBARAS + self.more})
        else:
            route.fulfill(status=self.status, body="")

    def pass_time(self, milliseconds: int = EVERY_MS) -> None:
        """Let time pass on the page, and wait until what is asked was answered."""
        self.page.clock.run_for(milliseconds)
        self.page.wait_for_load_state("networkidle")
        # An answer is read after its request has ended.
        self.page.evaluate("() => fetch('/livez').then(answer => answer.text())")

    def be(self, state: str) -> None:
        self.page.evaluate(SET_VISIBILITY, state)


@pytest.fixture
def archive(search: SearchPage) -> Archive:
    return opened(search)


def opened(search: SearchPage, **parameters: str) -> Archive:
    page = search.page
    page.clock.install()
    found = Archive(search)
    page.route("**/newer/**", found.answer)
    listen(search, **{"q": "capybara", **parameters})
    return found


def test_new_articles_are_offered(archive: Archive) -> None:
    archive.more = 1
    archive.pass_time()
    expect(archive.button).to_have_text("1 new article matches: show")
    archive.more = 1_234
    archive.pass_time()
    expect(archive.button).to_have_text("1,234 new articles match: show")


def test_a_page_without_words_or_filters_has_nothing_to_match(page: Page) -> None:
    page.clock.install()
    search = SearchPage(page)
    search.open()
    shown = int(search.total.get_attribute("data-count") or "")
    page.route("**/newer/", lambda route: route.fulfill(json={"total": shown + 2}))
    page.clock.run_for(EVERY_MS)
    expect(page.locator("#newer").get_by_role("button")).to_have_text("2 new articles: show")


def test_the_site_is_asked_every_twenty_seconds_at_most(archive: Archive) -> None:
    archive.pass_time(EVERY_MS - 1_000)
    assert archive.asked == []
    archive.pass_time(2_000)
    assert archive.asked == ["?q=capybara"]
    for _ in range(3):
        archive.pass_time()
    assert len(archive.asked) == 4
    archive.pass_time(5_000)
    for state in ("hidden", "visible", "hidden", "visible"):
        archive.be(state)
    archive.pass_time(5_000)
    assert len(archive.asked) == 4


def test_a_search_begins_the_time_anew(archive: Archive) -> None:
    archive.pass_time(EVERY_MS - 1_000)
    archive.search.chip("sport").click()
    expect(archive.search.total).to_have_text("6")
    archive.pass_time(EVERY_MS - 1_000)
    assert archive.asked == []
    archive.pass_time(2_000)
    assert archive.asked == ["?q=capybara&category=sport"]


def test_a_hidden_tab_asks_nothing_and_asks_once_when_it_is_shown_again(archive: Archive) -> None:
    archive.pass_time(5_000)
    archive.be("hidden")
    archive.pass_time(20 * EVERY_MS)
    assert archive.asked == []
    archive.be("visible")
    archive.pass_time(1_000)
    assert len(archive.asked) == 1


def test_without_a_line_nothing_is_asked(archive: Archive) -> None:
    page = archive.page
    page.context.set_offline(True)
    page.clock.run_for(3 * EVERY_MS)
    assert archive.asked == []
    page.context.set_offline(False)
    archive.pass_time(1_000)
    assert len(archive.asked) == 1


def test_while_a_search_is_on_its_way_nothing_is_asked(archive: Archive) -> None:
    page = archive.page
    with held_back(page, "category=sport"):
        with page.expect_request("**category=sport"):
            archive.search.chip("sport").click()
        # Short of the time after which the search is given up.
        page.clock.run_for(9_000)
        archive.be("hidden")
        archive.be("visible")
        assert archive.asked == []


@pytest.mark.parametrize("status", [429, 503])
def test_a_site_that_does_not_answer_is_asked_ever_more_rarely(
    archive: Archive, complaints: Complaints, status: int
) -> None:
    complaints.expect(str(status))
    archive.status = status
    archive.pass_time()
    archive.pass_time(2 * EVERY_MS)
    archive.pass_time(4 * EVERY_MS - 1_000)
    assert len(archive.asked) == 2
    archive.status, archive.more = 200, 2
    archive.pass_time(1_000)
    expect(archive.button).to_have_text("2 new articles match: show")
    archive.pass_time()
    assert len(archive.asked) == 4


def test_nothing_moves_until_the_reader_asks(archive: Archive) -> None:
    below = archive.page.locator(BELOW_THE_BOX)
    before = below.evaluate_all(PLACES)
    archive.search.titles.nth(2).focus()
    archive.more = 2
    archive.pass_time()
    expect(archive.button).to_be_visible()
    assert below.evaluate_all(PLACES) == before
    expect(archive.search.titles.nth(2)).to_be_focused()


def test_a_number_is_said_once(archive: Archive) -> None:
    archive.more = 2
    for _ in range(3):
        archive.pass_time()
    expect(archive.search.status).to_have_text("2 new articles match.")
    archive.more = 1
    archive.pass_time()
    archive.more = 2
    archive.pass_time()
    assert said(archive.page) == ["2 new articles match."]
    archive.more = 3
    archive.pass_time()
    assert said(archive.page) == ["2 new articles match.", "3 new articles match."]


@pytest.mark.parametrize("total", [0, -1])
def test_without_more_articles_than_before_nothing_is_offered(archive: Archive, total: int) -> None:
    archive.more = 2
    archive.pass_time()
    expect(archive.button).to_have_count(1)
    archive.button.focus()
    archive.more = total
    archive.pass_time()
    expect(archive.button).to_have_count(0)
    expect(archive.page.locator("#results-heading")).to_be_focused()


def test_the_next_answer_takes_the_offer_away(archive: Archive) -> None:
    archive.more = 2
    archive.pass_time()
    expect(archive.button).to_be_visible()
    archive.search.chip("sport").click()
    expect(archive.search.total).to_have_text("6")
    expect(archive.button).to_have_count(0)


def test_what_is_new_but_not_on_the_page_leads_to_the_results(archive: Archive) -> None:
    archive.more = 2
    archive.pass_time()
    archive.button.focus()
    archive.page.keyboard.press("Enter")
    expect(archive.button).to_have_count(0)
    expect(archive.page.locator("#results-heading")).to_be_focused()
    expect(archive.page).to_have_url("/?q=capybara")


def test_a_later_page_leads_to_the_first(search: SearchPage) -> None:
    archive = opened(search, page="2")
    archive.more = 1
    archive.pass_time()
    assert archive.asked == ["?q=capybara"]
    archive.button.click()
    expect(search.page).to_have_url("/?q=capybara")
    search.page.evaluate("void setTimeout(() => history.back())")
    expect(search.page).to_have_url("/?q=capybara&page=2")


def test_pages_that_were_added_below_stay(search: SearchPage) -> None:
    archive = opened(search, first="1", page="2")
    archive.more = 1
    archive.pass_time()
    archive.button.click()
    expect(archive.button).to_have_count(0)
    expect(search.hits).to_have_count(20)
    expect(search.page).to_have_url("/?q=capybara&first=1&page=2")


def test_on_a_phone_the_offer_is_above_the_keyboard_and_large_enough(new_context: NewContext) -> None:
    page = new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    archive = opened(SearchPage(page))
    page.evaluate(OPEN_KEYBOARD, 420)
    archive.more = 2
    archive.pass_time()
    box = archive.button.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 420, box
    assert box["height"] >= 40, box
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    archive.button.tap()
    expect(archive.button).to_have_count(0)


def test_without_javascript_nothing_is_offered(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    SearchPage(page).open(q="capybara")
    expect(page.locator("#newer")).to_be_empty()


def quokka(number: int) -> dict[str, object]:
    return {
        "title": f"Quokka {number}",
        "content": "It smiles.",
        "category": "tech",
        "author": [],
        "source_url": "",
        "published_at": datetime(2001, 1, number, tzinfo=UTC),
        "updated_at": datetime(2001, 1, number, tzinfo=UTC),
        "version": 1,
    }


@pytest.fixture
def one_quokka(site: RunningSite) -> Iterator[None]:
    """One article of an animal that no other test knows; all of them are taken away again."""
    stored = site.articles()
    stored.insert_one(quokka(1))
    assert waiting.until(site.finds_everything, timeout=30.0)
    yield
    stored.delete_many({"title": {"$regex": "^Quokka"}})
    assert waiting.until(site.finds_everything, timeout=30.0)


@pytest.mark.usefixtures("one_quokka")
def test_the_new_articles_are_shown_when_the_reader_asks(search: SearchPage, site: RunningSite) -> None:
    page = search.page
    page.clock.install()
    listen(search, q="quokka", sort="newest")
    expect(search.titles).to_have_text(["Quokka 1"])
    site.articles().insert_many([quokka(2), quokka(3)])
    assert waiting.until(site.finds_everything, timeout=30.0)
    page.clock.run_for(EVERY_MS)
    button = page.get_by_role("button", name="2 new articles match: show")
    expect(button).to_be_visible()
    expect(search.titles).to_have_text(["Quokka 1"])
    button.click()
    expect(search.titles).to_have_text(["Quokka 3", "Quokka 2", "Quokka 1"])
    expect(search.titles.first).to_be_focused()
    expect(page).to_have_url("/?q=quokka&sort=newest")
    page.clock.run_for(2_000)
    expect(search.status).to_have_text("3 articles for “quokka”, newest first.")
