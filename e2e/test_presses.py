"""An answer that comes at the wrong moment takes nothing away: no click, no node that says the same, no place."""

import pytest
from playwright.sync_api import CDPSession, Locator, Page, Route, expect

from e2e.archive import CAPYBARAS, WETLANDS
from e2e.complaints import Complaints, NewContext
from e2e.lines import held_back
from e2e.pages import SearchPage

COUNT_MUTATIONS = """() => {
  window.mutations = 0;
  const everything = {childList: true, characterData: true, attributes: true, subtree: true};
  new MutationObserver(list => window.mutations += list.length)
    .observe(document.getElementById("results").parentElement, everything);
}"""
# Two frames after an answer it is shown, if it is to be shown now.
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture
def capybaras(search: SearchPage) -> SearchPage:
    """A search for capybaras with the keyboard at the end of the box."""
    search.open(q="capybara")
    search.box.focus()
    search.box.press("End")
    return search


def await_answer(page: Page, late: list[Route]) -> None:
    """Let the answer come, and wait until it has been read."""
    with page.expect_response("**wetland**"):
        late[0].continue_()
    page.evaluate(TWO_FRAMES)


def type_wetland(search: SearchPage) -> None:
    with search.page.expect_request("**wetland"):
        search.box.fill("capybara wetland")


def middle_of(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def press_while_typing(search: SearchPage, late: list[Route]) -> None:
    """Type, press the mouse on a snippet, and let the answer come; the mouse stays down."""
    type_wetland(search)
    search.page.mouse.move(*middle_of(search.snippets.first))
    search.page.mouse.down()
    await_answer(search.page, late)


@pytest.mark.parametrize("number", range(6))
def test_a_click_arrives_though_the_answer_comes_between_press_and_release(capybaras: SearchPage, number: int) -> None:
    page = capybaras.page
    with held_back(page, "wetland") as late:
        type_wetland(capybaras)
        title = capybaras.titles.nth(number)
        address = title.get_attribute("href")
        title.scroll_into_view_if_needed()
        page.mouse.move(*middle_of(title))
        page.mouse.down()
        await_answer(page, late)
        expect(capybaras.total).to_have_text(str(CAPYBARAS))
        page.mouse.up()
        expect(page).to_have_url(f"{address}")


def test_an_answer_that_waited_for_a_release_is_shown_after_it(capybaras: SearchPage) -> None:
    page = capybaras.page
    with held_back(page, "wetland") as late:
        press_while_typing(capybaras, late)
        expect(capybaras.total).to_have_text(str(CAPYBARAS))
        page.mouse.up()
        expect(capybaras.total).to_have_text(str(len(WETLANDS)))


def test_a_press_that_becomes_a_drag_holds_nothing_back(capybaras: SearchPage) -> None:
    page = capybaras.page
    with held_back(page, "wetland") as late:
        type_wetland(capybaras)
        x, y = middle_of(capybaras.titles.first)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y + 300, steps=5)
        page.mouse.up()
        await_answer(page, late)
        expect(capybaras.total).to_have_text(str(len(WETLANDS)))


def test_a_tap_arrives_though_the_answer_comes_during_it(new_context: NewContext) -> None:
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    search = SearchPage(page)
    search.open(q="capybara")
    search.box.focus()
    search.box.press("End")
    session = page.context.new_cdp_session(page)
    with held_back(page, "wetland") as late:
        type_wetland(search)
        title = search.titles.first
        address = title.get_attribute("href")
        touch(session, "touchStart", middle_of(title))
        await_answer(page, late)
        expect(search.total).to_have_text(str(CAPYBARAS))
        touch(session, "touchEnd")
        expect(page).to_have_url(f"{address}")


def touch(session: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})


def test_enter_on_an_article_arrives_though_the_answer_has_just_come(capybaras: SearchPage) -> None:
    page = capybaras.page
    stays = page.get_by_role("link", name="Capybara notes 03")
    with held_back(page, "wetland") as late:
        type_wetland(capybaras)
        stays.focus()
        await_answer(page, late)
        expect(capybaras.total).to_have_text(str(len(WETLANDS)))
        expect(stays).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Capybara notes 03")


def test_an_answer_that_says_the_same_changes_nothing(capybaras: SearchPage) -> None:
    page = capybaras.page
    capybaras.box.press("Enter")
    expect(page).to_have_url("/?q=capybara")
    page.evaluate(COUNT_MUTATIONS)
    with page.expect_response("**/?q=capybara"):
        capybaras.box.press("Enter")
    page.evaluate(TWO_FRAMES)
    assert page.evaluate("window.mutations") == 0


def test_another_answer_changes_what_is_different_only(capybaras: SearchPage) -> None:
    page = capybaras.page
    for place in (capybaras.chip("sport"), page.get_by_role("link", name="Capybara notes 08")):
        place.evaluate("element => element.marked = true")
    page.evaluate(COUNT_MUTATIONS)
    type_wetland(capybaras)
    expect(capybaras.count("sport")).to_have_text("1")
    for place in (capybaras.chip("sport"), page.get_by_role("link", name="Capybara notes 08")):
        assert place.evaluate("element => element.marked"), "the node was replaced"
    mutations = page.evaluate("window.mutations")
    assert mutations < 200, mutations


def test_a_selection_in_what_stays_survives_an_answer(capybaras: SearchPage) -> None:
    page = capybaras.page
    chosen = page.get_by_role("heading", level=3, name="Capybara notes 08")
    with held_back(page, "wetland") as late:
        type_wetland(capybaras)
        chosen.evaluate("element => getSelection().selectAllChildren(element)")
        await_answer(page, late)
        expect(capybaras.total).to_have_text(str(len(WETLANDS)))
    assert page.evaluate("getSelection().toString()").strip() == "Capybara notes 08"


def test_an_answer_that_waited_is_shown_though_the_next_one_never_comes(
    capybaras: SearchPage, complaints: Complaints
) -> None:
    complaints.expect("ERR_FAILED")
    page = capybaras.page
    with held_back(page, "wetland") as late:
        press_while_typing(capybaras, late)
        page.route("**wetlands", lambda route: route.abort())
        with page.expect_event("requestfailed"):
            capybaras.box.press("s")
        page.mouse.up()
        expect(capybaras.trouble).to_contain_text("could not be reached")
        expect(capybaras.total).to_have_text(str(len(WETLANDS)))
