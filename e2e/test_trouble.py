"""What a reader is told while an answer is awaited, and when it does not come."""

from playwright.sync_api import Page, expect

from e2e.archive import CAPYBARAS
from e2e.complaints import Complaints, NewContext
from e2e.lines import held_back
from e2e.pages import SearchPage, go_back

NO_ANSWER = "Failed to load resource|ERR_FAILED|ERR_INTERNET_DISCONNECTED"
PHONE = {"width": 390, "height": 844}
# What a browser on a phone reports when its keyboard covers half of the page.
OPEN_KEYBOARD = """height => {
  Object.defineProperty(visualViewport, "height", {get: () => height, configurable: true});
  visualViewport.dispatchEvent(new Event("resize"));
}"""


def try_again(page: Page) -> None:
    page.get_by_role("alert").get_by_role("button", name="Try again").click()


def test_a_reader_without_a_line_is_told_and_the_search_follows_when_it_is_back(
    search_page: SearchPage, complaints: Complaints
) -> None:
    complaints.expect(NO_ANSWER)
    page = search_page.page
    before = search_page.titles.all_inner_texts()
    page.context.set_offline(True)
    # At once: a key after the line is back would be a search of its own.
    search_page.box.fill("capybara")
    expect(search_page.trouble).to_contain_text("You are offline")
    expect(search_page.titles).to_have_text(before)
    page.context.set_offline(False)
    expect(search_page.total).to_have_text(str(CAPYBARAS), timeout=2_000)
    expect(search_page.trouble).to_be_empty()


def test_a_button_tries_again(search_page: SearchPage, complaints: Complaints) -> None:
    complaints.expect(NO_ANSWER)
    page = search_page.page
    page.route("**/?q=*", lambda route: route.abort())
    search_page.box.fill("capybara")
    expect(search_page.trouble).to_contain_text("could not be reached")
    page.unroute_all()
    try_again(page)
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    expect(search_page.trouble).to_be_empty()
    expect(page.locator("#results-heading")).to_be_focused()


def test_a_server_that_is_back_is_found_without_the_reader(page: Page, complaints: Complaints) -> None:
    complaints.expect(NO_ANSWER)
    page.clock.install()
    search = SearchPage(page)
    search.open()
    page.route("**/?q=*", lambda route: route.abort())
    search.box.fill("capybara")
    expect(search.trouble).to_contain_text("could not be reached")
    page.unroute_all()
    page.clock.fast_forward(5_500)
    expect(search.total).to_have_text(str(CAPYBARAS))
    expect(search.trouble).to_be_empty()


def test_a_site_that_is_too_busy_is_asked_again_when_it_wants(page: Page, complaints: Complaints) -> None:
    complaints.expect("429")
    page.clock.install()
    search = SearchPage(page)
    search.open()
    before = search.titles.all_inner_texts()
    page.route("**/?q=*", lambda route: route.fulfill(status=429, headers={"Retry-After": "3"}, body="Wait."))
    search.box.fill("capybara")
    expect(search.trouble).to_contain_text("The archive is very busy")
    expect(search.titles).to_have_text(before)
    page.unroute_all()
    page.clock.fast_forward(3_500)
    expect(search.total).to_have_text(str(CAPYBARAS))
    expect(search.trouble).to_be_empty()


def test_trouble_and_its_button_are_above_the_keyboard_of_a_phone(
    new_context: NewContext, complaints: Complaints
) -> None:
    complaints.expect(NO_ANSWER)
    page = new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    search = SearchPage(page)
    search.open()
    page.route("**/?q=*", lambda route: route.abort())
    page.evaluate(OPEN_KEYBOARD, 420)
    search.type("capybara")
    button = page.get_by_role("button", name="Try again")
    expect(button).to_be_visible()
    for place in (search.trouble, button):
        box = place.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 420, box
    page.evaluate(OPEN_KEYBOARD, 844)
    box = search.trouble.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] > 780


def test_an_awaited_answer_is_said_and_takes_no_contrast_away(search_page: SearchPage) -> None:
    page = search_page.page
    results = page.locator("#results")
    with held_back(page, "?q=capybara") as late:
        search_page.type("capybara")
        expect(results).to_have_attribute("aria-busy", "true")
        assert results.evaluate("element => getComputedStyle(element).opacity") == "1"
        late[0].continue_()
        expect(search_page.total).to_have_text(str(CAPYBARAS))
    expect(results).not_to_have_attribute("aria-busy", "true")


def test_a_chip_shows_its_new_state_before_the_answer(search: SearchPage) -> None:
    search.open(q="capybara")
    with held_back(search.page, "category=sport"):
        search.chip("sport").click()
        search.expect_chosen(search.chip("sport"))
        expect(search.chip("sport")).to_contain_text("✓")
        expect(search.total).to_have_text(str(CAPYBARAS))
    expect(search.total).to_have_text("6")
    search.expect_chosen(search.chip("sport"))


def test_excluding_shows_before_the_answer(search: SearchPage) -> None:
    search.open(q="capybara", category="business")
    with held_back(search.page, "exclude=business"):
        search.exclude("Business").click()
        search.expect_chosen(search.exclude("Business"))
        search.expect_chosen(search.chip("business"), chosen=False)
    expect(search.total).to_have_text("11")


def test_a_chip_is_taken_back_when_there_is_no_answer(search: SearchPage, complaints: Complaints) -> None:
    complaints.expect(NO_ANSWER)
    page = search.page
    search.open(q="capybara")
    page.route("**category=sport", lambda route: route.abort())
    search.chip("sport").click()
    expect(search.trouble).to_contain_text("could not be reached")
    search.expect_chosen(search.chip("sport"), chosen=False)
    expect(search.chip("sport")).not_to_contain_text("✓")
    page.unroute_all()
    # Another choice is that choice only.
    search.chip("tech").click()
    expect(search.total).to_have_text("4")
    expect(page).to_have_url("/?q=capybara&category=tech")
    go_back(page)
    expect(search.total).to_have_text(str(CAPYBARAS))


def test_a_chip_without_an_answer_is_chosen_when_the_line_is_back(search: SearchPage, complaints: Complaints) -> None:
    complaints.expect(NO_ANSWER)
    search.open(q="capybara")
    search.page.context.set_offline(True)
    search.chip("sport").click()
    expect(search.trouble).to_contain_text("You are offline")
    search.page.context.set_offline(False)
    expect(search.total).to_have_text("6")
    search.expect_chosen(search.chip("sport"))


def test_a_second_tap_before_the_answer_takes_the_first_back(search: SearchPage) -> None:
    page = search.page
    search.open(q="capybara")
    with held_back(page, "category=sport"):
        with page.expect_request("**category=sport"):
            search.chip("sport").click()
        search.chip("sport").click()
        search.expect_chosen(search.chip("sport"), chosen=False)
        expect(page).to_have_url("/?q=capybara")
    expect(search.total).to_have_text(str(CAPYBARAS))


def test_next_twice_before_the_answer_is_the_next_page(search: SearchPage) -> None:
    page = search.page
    search.open(q="capybara")
    with held_back(page, "page=2"):
        with page.expect_request("**page=2"):
            search.page_link("Next").click()
        search.page_link("Next").click()
    expect(search.page_link("Page 2")).to_have_attribute("aria-current", "page")
    expect(page).to_have_url("/?q=capybara&page=2")
