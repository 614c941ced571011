"""Answers that are late, missing, or overtaken by a newer one."""

from playwright.sync_api import Request, expect

from e2e.archive import CAPYBARAS, WETLANDS
from e2e.complaints import Complaints
from e2e.lines import held_back
from e2e.pages import SearchPage

# Reports after how many milliseconds from the request the sign of a late answer is first seen.
WATCH = """() => {
  window.seen = null;
  const fetched = window.fetch;
  window.fetch = (...request) => {
    window.fetch = fetched;
    const begun = performance.now();
    const look = () => {
      const shown = getComputedStyle(document.querySelector(".search-wait")).visibility === "visible";
      if (shown) window.seen ??= performance.now() - begun;
      else requestAnimationFrame(look);
    };
    look();
    return fetched(...request);
  };
}"""


def test_a_stale_answer_never_replaces_a_newer_one(search_page: SearchPage) -> None:
    page = search_page.page
    with held_back(page, "?q=capybara") as late:
        with page.expect_request("**/?q=capybara"):
            search_page.type("capybara")
        with page.expect_event("requestfailed", overtaken):
            search_page.type(" wetland")
        expect(search_page.total).to_have_text(str(len(WETLANDS)))
        assert len(late) == 1
    expect(search_page.total).to_have_text(str(len(WETLANDS)))
    expect(page).to_have_url("/?q=capybara+wetland")
    expect(search_page.trouble).to_be_empty()


def overtaken(request: Request) -> bool:
    return request.url.endswith("?q=capybara")


def test_a_click_before_the_answer_to_the_last_key_loses_neither(search_page: SearchPage) -> None:
    with held_back(search_page.page, "?q=capybara"):
        with search_page.page.expect_request("**/?q=capybara"):
            search_page.type("capybara")
        search_page.chip("sport").click()
        expect(search_page.total).to_have_text("6")
    expect(search_page.page).to_have_url("/?q=capybara&category=sport")


def test_two_quick_clicks_choose_both(search: SearchPage) -> None:
    search.open(q="capybara")
    with held_back(search.page, "&category=sport"):
        with search.page.expect_request("**/?q=capybara&category=sport"):
            search.chip("sport").click()
        search.chip("tech").click()
        expect(search.total).to_have_text("10")
    search.expect_chosen(search.chip("sport"))
    search.expect_chosen(search.chip("tech"))


def test_clearing_the_filters_clears_one_whose_answer_has_not_come_yet(search_page: SearchPage) -> None:
    search_page.type("capybara")
    search_page.chip("sport").click()
    expect(search_page.total).to_have_text("6")
    with held_back(search_page.page, "category=tech") as late:
        with search_page.page.expect_request("**category=tech"):
            search_page.chip("tech").click()
        search_page.clear.click()
        expect(search_page.page).to_have_url("/?q=capybara")
        assert len(late) == 1
    expect(search_page.total).to_have_text(str(CAPYBARAS))


def test_only_an_answer_that_is_late_shows_that_it_is_awaited(search_page: SearchPage) -> None:
    page = search_page.page
    sign = page.locator(".search-wait")
    expect(sign).to_be_hidden()
    page.evaluate(WATCH)
    with held_back(page, "?q=capybara") as late:
        search_page.type("capybara")
        expect(sign).to_be_visible()
        assert page.evaluate("window.seen") >= 380
        late[0].continue_()
        expect(search_page.total).to_have_text(str(CAPYBARAS))
    expect(sign).to_be_hidden()


def test_a_server_that_does_not_answer_is_reported_and_enter_tries_again(
    search_page: SearchPage, complaints: Complaints
) -> None:
    complaints.expect("Failed to load resource|ERR_FAILED|htmx:sendError")
    page = search_page.page
    page.route("**/?q=*", lambda route: route.abort())
    before = search_page.titles.all_inner_texts()
    search_page.type("capybara")
    expect(search_page.trouble).to_contain_text("could not be reached")
    expect(search_page.titles).to_have_text(before)
    expect(search_page.box).to_have_value("capybara")
    page.unroute_all()
    search_page.box.press("Enter")
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    expect(search_page.trouble).to_be_empty()


def test_an_error_page_of_a_proxy_is_not_shown_as_results(search_page: SearchPage, complaints: Complaints) -> None:
    complaints.expect("Failed to load resource|Response Status Error Code 502")
    search_page.page.route("**/?q=*", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    search_page.type("capybara")
    expect(search_page.trouble).to_contain_text("could not be reached")
    expect(search_page.page.get_by_text("Bad gateway")).to_have_count(0)
    expect(search_page.hits.first).to_be_visible()
