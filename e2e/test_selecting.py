"""An editor selects hits, over several searches, and gives them another category or deletes them, and undoes it."""

import pytest
from playwright.sync_api import Page, expect

from e2e.complaints import NewContext
from e2e.faults import faults
from e2e.pages import SearchPage, go_back, write_article
from e2e.running_site import RunningSite
from e2e.selecting import Selecting, add_articles, titles_of
from e2e.test_layout import expect_no_overflow

TARGET = 40


def test_a_reader_has_nothing_to_select(page: Page) -> None:
    search = SearchPage(page)
    search.open(q="capybara")
    expect(search.hits).to_have_count(10)
    expect(search.hits.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("button", name="Select")).to_have_count(0)
    assert "selecting.js" not in page.content()


def test_the_boxes_come_with_the_button_and_go_with_it(anna: Page) -> None:
    selecting = Selecting(anna)
    selecting.open("capybara")
    expect(selecting.boxes.first).to_be_hidden()
    expect(selecting.bar).to_be_hidden()
    selecting.begin()
    expect(selecting.boxes.first).to_be_focused()
    selecting.expect_said("0 selected")
    expect(selecting.bar.get_by_role("button", name="Delete…")).to_be_disabled()
    selecting.press("Done")
    expect(selecting.bar).to_be_hidden()
    expect(anna.get_by_role("button", name="Select")).to_be_focused()


def test_what_is_selected_stays_while_one_searches_on_until_it_is_cleared(anna: Page) -> None:
    selecting = Selecting(anna)
    selecting.open("capybara")
    selecting.begin()
    selecting.box("Capybara notes 23").check()
    selecting.box("Capybara notes 22").check()
    selecting.expect_said("2 selected")
    selecting.search.box.fill("capybara wetland")
    expect(selecting.search.hits).to_have_count(3)
    selecting.expect_said("2 selected, 2 not on this page")
    selecting.bar.get_by_label("All on this page").check()
    selecting.expect_said("5 selected, 2 not on this page")
    selecting.search.box.fill("capybara")
    expect(selecting.search.hits).to_have_count(10)
    expect(selecting.box("Capybara notes 23")).to_be_checked()
    selecting.search.page_link("Page 2").click()
    expect(selecting.box("Capybara notes 08")).to_be_checked()
    anna.reload()
    expect(selecting.box("Capybara notes 08")).to_be_checked()
    selecting.search.titles.first.click()
    go_back(anna)
    expect(selecting.box("Capybara notes 08")).to_be_checked()
    selecting.press("Clear")
    selecting.open("capybara")
    expect(selecting.bar).to_be_hidden()
    selecting.begin()
    selecting.expect_said("0 selected")


def test_all_on_this_page_says_when_it_is_some_of_them(anna: Page) -> None:
    selecting = Selecting(anna)
    selecting.open("capybara")
    selecting.begin()
    every = selecting.bar.get_by_label("All on this page")
    selecting.box("Capybara notes 23").check()
    assert every.evaluate("box => box.indeterminate")
    every.check()
    selecting.expect_said("10 selected")
    expect(selecting.box("Capybara notes 14")).to_be_checked()
    every.uncheck()
    selecting.expect_said("0 selected")


def test_more_than_fifty_cannot_be_sent(anna: Page) -> None:
    selecting = Selecting(anna)
    selecting.open("the", size="50")
    selecting.begin()
    selecting.bar.get_by_label("All on this page").check()
    selecting.expect_said("50 selected")
    selecting.search.page_link("Page 2").click()
    expect(selecting.search.page_link("Page 2")).to_have_attribute("aria-current", "page")
    selecting.boxes.first.check()
    selecting.expect_said("51 selected; at most 50 at once")
    expect(selecting.bar.get_by_role("button", name="Change category…")).to_be_disabled()
    selecting.press("Clear")


def test_by_keyboard_alone_two_are_moved_and_moved_back(site: RunningSite, anna: Page) -> None:
    add_articles(site, "binturong", 3)
    first, second, third = titles_of("binturong", 3)
    selecting = Selecting(anna)
    selecting.open("binturong")
    anna.get_by_role("button", name="Select").focus()
    anna.keyboard.press("Enter")
    anna.keyboard.press("Space")
    selecting.box(second).focus()
    anna.keyboard.press("Space")
    selecting.expect_said("2 selected")
    selecting.bar.get_by_role("button", name="Change category…").focus()
    anna.keyboard.press("Enter")
    expect(anna.get_by_role("heading", name="Change the category of 2 articles")).to_be_visible()
    expect(anna.get_by_test_id("chosen").get_by_role("checkbox")).to_have_count(2)
    anna.get_by_label("Category").fill("Sport")
    anna.keyboard.press("Enter")
    expect(anna).to_have_url("/?q=binturong&sort=newest")
    expect(selecting.notice).to_contain_text("2 articles were moved to “sport”.")
    kickers = selecting.search.hits.locator(".kicker")
    expect(kickers).to_have_text(["Sport", "Sport", "Tech"])
    expect(selecting.bar).to_be_hidden()
    selecting.notice.get_by_role("button", name="Undo").focus()
    anna.keyboard.press("Enter")
    expect(anna).to_have_url("/?q=binturong&sort=newest")
    expect(kickers).to_have_text(["Tech", "Tech", "Tech"])
    expect(selecting.notice).to_have_count(0)
    expect(selecting.search.titles).to_have_text([first, second, third])


def test_deleted_ones_are_gone_at_once_and_come_back(site: RunningSite, anna: Page, page: Page) -> None:
    ids = add_articles(site, "kinkajou", 4)
    titles = titles_of("kinkajou", 4)
    selecting = Selecting(anna)
    selecting.open("kinkajou")
    selecting.begin()
    for title in titles[:3]:
        selecting.box(title).check()
    selecting.press("Delete…")
    anna.get_by_role("checkbox", name=titles[1]).uncheck()
    anna.get_by_role("button", name="Delete", exact=True).click()
    expect(selecting.notice).to_contain_text("2 articles were deleted.")
    expect(selecting.search.titles).to_have_text([titles[1], titles[3]])
    selecting.undo()
    expect(anna.get_by_text("Undone: 2 articles are as before.")).to_be_visible()
    page.goto(f"/articles/{ids[0]}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(titles[0])


def test_what_somebody_else_changed_meanwhile_is_left_and_named(site: RunningSite, anna: Page, bert: Page) -> None:
    ids = add_articles(site, "tamandua", 3)
    titles = titles_of("tamandua", 3)
    selecting = Selecting(anna)
    selecting.open("tamandua")
    selecting.begin()
    selecting.bar.get_by_label("All on this page").check()
    selecting.press("Delete…")
    bert.goto(f"/articles/{ids[1]}/edit/")
    write_article(bert, title="The tamandua of Bert", text="He was there first.")
    expect(bert.get_by_text("was saved")).to_be_visible()
    anna.get_by_role("button", name="Delete", exact=True).click()
    left = anna.get_by_test_id("left")
    expect(left).to_have_count(1)
    expect(left).to_contain_text("Changed by bert at ")
    assert faults(anna) == []
    left.get_by_role("link", name="The tamandua of Bert").click()
    expect(anna.get_by_role("article")).to_contain_text("He was there first.")
    go_back(anna)
    anna.get_by_role("link", name="Back to the results").click()
    # It is still selected, and nothing else is.
    selecting.expect_said("1 selected")
    selecting.undo()
    anna.goto(f"/articles/{ids[0]}/")
    expect(anna.get_by_role("heading", level=1)).to_have_text(titles[0])


def test_without_javascript_the_boxes_are_there(site: RunningSite, new_context: NewContext, anna: Page) -> None:
    add_articles(site, "bettong", 3)
    titles = titles_of("bettong", 3)
    page = new_context(storage_state=anna.context.storage_state(), java_script_enabled=False).new_page()
    selecting = Selecting(page)
    selecting.open("bettong")
    selecting.box(titles[0]).check()
    selecting.box(titles[2]).check()
    selecting.press("Change category…")
    selecting.change_category("Business")
    expect(page).to_have_url("/?q=bettong&sort=newest")
    expect(selecting.search.hits.locator(".kicker")).to_have_text(["Business", "Tech", "Business"])
    selecting.undo()
    expect(selecting.search.hits.locator(".kicker")).to_have_text(["Tech", "Tech", "Tech"])
    selecting.box(titles[0]).check()
    selecting.press("Clear")
    expect(selecting.box(titles[0])).not_to_be_checked()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_thumb_hits_it_and_it_fits(anna: Page, width: int) -> None:
    anna.set_viewport_size({"width": width, "height": 844})
    selecting = Selecting(anna)
    selecting.open("capybara")
    expect_no_overflow(anna)
    selecting.begin()
    selecting.box("Capybara notes 23").check()
    expect_no_overflow(anna)
    expect(selecting.bar).to_be_in_viewport(ratio=1)
    targets = [*selecting.bar.locator("label, button").all(), anna.locator(".hit-select").first]
    targets += [anna.get_by_role("link", name="Edit “").first]
    small = []
    for target in targets:
        box = target.bounding_box()
        assert box is not None
        if min(box["width"], box["height"]) < TARGET:
            small.append((target.inner_text(), box))
    assert small == []
    assert faults(anna, [width]) == []
    selecting.press("Change category…")
    expect(anna.get_by_role("heading", name="Change the category of 1 article")).to_be_visible()
    expect_no_overflow(anna)
    assert faults(anna, [width]) == []


def test_what_has_the_keyboard_is_not_under_the_bar(anna: Page) -> None:
    anna.set_viewport_size({"width": 390, "height": 600})
    selecting = Selecting(anna)
    selecting.open("capybara")
    selecting.begin()
    for _ in range(25):
        anna.keyboard.press("Tab")
        bottom, top, inside = anna.evaluate(
            """() => {
              const place = document.activeElement;
              const bar = document.getElementById("selection").getBoundingClientRect();
              return [place.getBoundingClientRect().bottom, bar.top, place.closest("#results") !== null];
            }"""
        )
        assert not inside or bottom <= top + 1
