"""What is chosen is listed above the results, and each value has a way out."""

import pytest
from playwright.sync_api import Locator, expect

from e2e.archive import CAPYBARAS
from e2e.complaints import Complaints, NewContext
from e2e.lines import held_back
from e2e.pages import SearchPage

FILTERS = {"category": "sport", "exclude": "tech", "year": "2001"}
REMOVE_SPORT, SHOW_TECH, REMOVE_2001 = "Remove Sport", "Show Tech again", "Remove 2001"


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def filtered(request: pytest.FixtureRequest, new_context: NewContext) -> SearchPage:
    """A search with three filters, with and without JavaScript."""
    search = SearchPage(new_context(java_script_enabled=request.param).new_page())
    search.open(q="capybara", **FILTERS)
    return search


@pytest.fixture
def chosen(search: SearchPage) -> SearchPage:
    search.open(q="capybara", **FILTERS)
    return search


def remove(search: SearchPage, name: str) -> Locator:
    return search.page.get_by_role("link", name=name, exact=True)


def test_each_value_is_listed_and_goes_by_itself(filtered: SearchPage) -> None:
    filtered.expect_in_use(REMOVE_SPORT, SHOW_TECH, REMOVE_2001)
    for name, left in (
        (SHOW_TECH, [REMOVE_SPORT, REMOVE_2001]),
        (REMOVE_SPORT, [REMOVE_2001]),
        (REMOVE_2001, []),
    ):
        remove(filtered, name).click()
        expect(remove(filtered, name)).to_have_count(0)
        filtered.expect_in_use(*left)
    expect(filtered.total).to_have_text(str(CAPYBARAS))
    expect(filtered.page).to_have_url("/?q=capybara")
    filtered.expect_chosen(filtered.chip("sport"), chosen=False)


def test_all_of_them_go_at_once(filtered: SearchPage) -> None:
    filtered.clear.click()
    expect(filtered.total).to_have_text(str(CAPYBARAS))
    expect(filtered.page).to_have_url("/?q=capybara")
    expect(filtered.chosen).to_have_count(0)
    expect(filtered.clear).to_have_count(0)


def test_a_value_is_listed_when_it_is_chosen(search: SearchPage) -> None:
    search.open(q="capybara")
    search.chip("sport").click()
    search.expect_in_use(REMOVE_SPORT)
    search.exclude("Tech").click()
    search.expect_in_use(REMOVE_SPORT, SHOW_TECH)


def test_what_the_words_choose_is_not_listed(search: SearchPage) -> None:
    search.open(q="capybara category:sport", year="2001")
    search.expect_in_use(REMOVE_2001)
    search.clear.click()
    expect(search.total).to_have_text("6")
    expect(search.box).to_have_value("capybara category:sport")


def test_the_keyboard_goes_from_one_to_the_next_and_then_to_the_results(chosen: SearchPage) -> None:
    remove(chosen, SHOW_TECH).focus()
    for name, following in ((SHOW_TECH, REMOVE_2001), (REMOVE_2001, REMOVE_SPORT)):
        chosen.page.keyboard.press("Enter")
        expect(remove(chosen, name)).to_have_count(0)
        expect(remove(chosen, following)).to_be_focused()
    chosen.page.keyboard.press("Enter")
    expect(chosen.total).to_have_text(str(CAPYBARAS))
    expect(chosen.page.locator("#results-heading")).to_be_focused()


def test_back_brings_a_value_back_and_the_keyboard_to_it(chosen: SearchPage) -> None:
    remove(chosen, SHOW_TECH).focus()
    chosen.page.keyboard.press("Enter")
    expect(chosen.page).to_have_url("/?q=capybara&category=sport&year=2001")
    expect(remove(chosen, SHOW_TECH)).to_have_count(0)
    chosen.page.evaluate("void setTimeout(() => history.back())")
    expect(remove(chosen, SHOW_TECH)).to_be_focused()


def test_a_value_that_goes_is_gone_before_the_answer_with_its_tick(chosen: SearchPage) -> None:
    with held_back(chosen.page, "year=2001"):
        remove(chosen, REMOVE_SPORT).click()
        expect(remove(chosen, REMOVE_SPORT)).to_have_count(0)
        chosen.expect_chosen(chosen.chip("sport"), chosen=False)
        remove(chosen, SHOW_TECH).click()
        chosen.expect_chosen(chosen.exclude("Tech"), chosen=False)
        expect(chosen.page).to_have_url("/?q=capybara&year=2001")
    expect(chosen.total).to_have_text("12")
    chosen.expect_in_use(REMOVE_2001)


def test_a_tick_before_the_answer_chooses_it_again(chosen: SearchPage) -> None:
    with held_back(chosen.page, "year=2001"):
        remove(chosen, REMOVE_SPORT).click()
        chosen.chip("sport").click()
        expect(chosen.page).to_have_url("/?q=capybara&exclude=tech&year=2001&category=sport")
        chosen.expect_chosen(chosen.chip("sport"))
    expect(remove(chosen, REMOVE_SPORT)).to_be_visible()
    chosen.expect_chosen(chosen.chip("sport"))


def test_a_value_that_could_not_go_is_there_again(chosen: SearchPage, complaints: Complaints) -> None:
    complaints.expect("Failed to load resource|ERR_FAILED")
    chosen.page.route("**exclude=tech&year=2001", lambda route: route.abort())
    remove(chosen, REMOVE_SPORT).click()
    expect(chosen.trouble).to_contain_text("could not be reached")
    expect(remove(chosen, REMOVE_SPORT)).to_be_visible()
    chosen.expect_chosen(chosen.chip("sport"))


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_list_is_one_line_that_is_kept_free(search: SearchPage, width: int) -> None:
    page = search.page
    page.set_viewport_size({"width": width, "height": 800})
    search.open(q="capybara")
    before = height_and_distance(search)
    search.page.goto("/?q=capybara&category=sport&category=business&category=tech&exclude=politics")
    expect(search.chosen).to_have_count(4)
    assert height_and_distance(search) == before
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    search.clear.scroll_into_view_if_needed()
    expect(search.clear).to_be_in_viewport()


def height_and_distance(search: SearchPage) -> tuple[float, float]:
    """Return the height of the line, and how far the first article is below it."""
    line, hit = search.page.locator(".chosen").bounding_box(), search.hits.first.bounding_box()
    assert line is not None
    assert hit is not None
    return round(line["height"]), round(hit["y"] - line["y"])
