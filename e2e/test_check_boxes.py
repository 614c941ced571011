"""The values of the facets are check boxes and toggle buttons where scripts run, and links where they do not."""

import pytest
from playwright.sync_api import Locator, expect

from e2e.archive import BY_CATEGORY, CAPYBARAS
from e2e.complaints import NewContext
from e2e.lines import Traffic
from e2e.pages import SearchPage
from e2e.test_shortcuts import PRESS

CATEGORIES = """
- group "Category":
  - heading "Category" [level=3]
  - list:
    - listitem:
      - checkbox "Business, 12 articles" [checked]
      - button "Hide Business"
    - listitem:
      - checkbox "Entertainment, 0 articles"
      - button "Hide Entertainment"
    - listitem:
      - checkbox "Politics, 1 article"
      - button "Hide Politics"
    - listitem:
      - checkbox "Sport, 6 articles"
      - button "Hide Sport"
    - listitem:
      - checkbox "Tech, 4 articles"
      - button "Hide Tech" [pressed]
"""


@pytest.fixture
def capybaras(search: SearchPage) -> SearchPage:
    search.open(q="capybara")
    search.remember_document()
    return search


def group(search: SearchPage, name: str = "Category") -> Locator:
    return search.page.get_by_role("group", name=name, exact=True)


def box(search: SearchPage, name: str) -> Locator:
    return search.page.get_by_role("checkbox", name=name, exact=True)


def test_the_values_say_what_they_are_and_whether_they_are_chosen(search: SearchPage) -> None:
    search.open(q="capybara", category="business", exclude="tech")
    expect(group(search)).to_match_aria_snapshot(CATEGORIES)
    names = ["2002, 0 articles", "2001, 12 articles"]
    for value, name in zip(group(search, "Year").get_by_role("checkbox").all(), names, strict=True):
        expect(value).to_have_accessible_name(name)
    expect(group(search, "Year").get_by_role("button")).to_have_count(0)


def test_an_answer_to_a_key_brings_check_boxes_too(search_page: SearchPage) -> None:
    search_page.search("capybara")
    expect(box(search_page, "Sport, 6 articles")).not_to_be_checked()
    search_page.search(" wetland")
    expect(box(search_page, "Sport, 1 article")).not_to_be_checked()


def test_without_javascript_they_are_links_that_say_the_same(new_context: NewContext) -> None:
    plain = SearchPage(new_context(java_script_enabled=False).new_page())
    plain.open(q="capybara", category="business", exclude="tech")
    expect(plain.page.get_by_role("link", name="Business, 12 articles, chosen", exact=True)).to_be_visible()
    expect(plain.page.get_by_role("link", name="Tech, 4 articles, hidden", exact=True)).to_be_visible()
    plain.page.get_by_role("link", name="Hide Tech, chosen", exact=True).click()
    expect(plain.page.get_by_role("link", name="Hide Tech", exact=True)).to_be_visible()
    expect(plain.total).to_have_text("12")
    expect(plain.page.locator("#results").get_by_role("checkbox")).to_have_count(0)


@pytest.mark.parametrize("key", ["Space", "Enter"])
def test_a_key_ticks_a_box_and_takes_the_tick_away(capybaras: SearchPage, key: str) -> None:
    sport = box(capybaras, "Sport, 6 articles")
    sport.focus()
    sport.press(key)
    expect(capybaras.total).to_have_text("6")
    expect(sport).to_be_checked()
    expect(sport).to_be_focused()
    assert capybaras.page.evaluate("scrollY") == 0
    sport.press(key)
    expect(capybaras.total).to_have_text(str(CAPYBARAS))
    expect(sport).not_to_be_checked()
    capybaras.expect_same_document()


def test_hiding_a_value_is_a_toggle_button_that_keeps_its_name(capybaras: SearchPage) -> None:
    hide = capybaras.page.get_by_role("button", name="Hide Business", exact=True)
    expect(hide).to_have_attribute("aria-pressed", "false")
    hide.focus()
    hide.press("Space")
    expect(capybaras.total).to_have_text("11")
    expect(hide).to_have_attribute("aria-pressed", "true")
    expect(hide).to_be_focused()
    expect(box(capybaras, "Business, 12 articles")).not_to_be_checked()
    hide.press("Space")
    expect(capybaras.total).to_have_text(str(CAPYBARAS))
    expect(hide).to_have_attribute("aria-pressed", "false")


def test_a_tick_at_a_hidden_value_chooses_it(capybaras: SearchPage) -> None:
    capybaras.exclude("Business").click()
    expect(capybaras.total).to_have_text("11")
    box(capybaras, "Business, 12 articles").click()
    expect(capybaras.total).to_have_text("12")
    expect(box(capybaras, "Business, 12 articles")).to_be_checked()
    expect(capybaras.page).to_have_url("/?q=capybara&category=business")


def test_arrows_home_and_end_walk_through_a_group(capybaras: SearchPage) -> None:
    def expect_walk(*steps: tuple[str, str]) -> None:
        for key, name in steps:
            capybaras.page.keyboard.press(key)
            expect(group(capybaras).locator(":focus")).to_have_accessible_name(name)

    box(capybaras, "Business, 12 articles").focus()
    expect_walk(
        ("ArrowDown", "Entertainment, 0 articles"),
        ("End", "Tech, 4 articles"),
        ("ArrowDown", "Tech, 4 articles"),
        ("ArrowUp", "Sport, 6 articles"),
        ("ArrowRight", "Hide Sport"),
        ("ArrowUp", "Hide Politics"),
        ("Home", "Hide Business"),
        ("ArrowLeft", "Business, 12 articles"),
        ("ArrowUp", "Business, 12 articles"),
    )
    expect(capybaras.total).to_have_text(str(CAPYBARAS))


def test_tab_stops_at_each_box(capybaras: SearchPage) -> None:
    box(capybaras, "Politics, 1 article").focus()
    for name in ("Hide Politics", "Sport, 6 articles"):
        capybaras.page.keyboard.press("Tab")
        expect(group(capybaras).locator(":focus")).to_have_accessible_name(name)


@pytest.mark.parametrize("key", [" ", "ArrowDown"])
def test_no_key_of_an_input_method_acts_on_a_box(capybaras: SearchPage, key: str) -> None:
    traffic = Traffic()
    traffic.listen_to(capybaras.page)
    sport = box(capybaras, "Sport, 6 articles")
    sport.focus()
    assert capybaras.page.evaluate(PRESS, [key, 229]), "the key was taken"
    expect(sport).to_be_focused()
    expect(sport).not_to_be_checked()
    assert traffic.sent == []


def test_the_address_stays_in_a_box_for_a_new_tab(capybaras: SearchPage) -> None:
    sport = box(capybaras, "Sport, 6 articles")
    expect(sport).to_have_attribute("href", "?q=capybara&category=sport")
    with capybaras.page.context.expect_page() as opened:
        sport.click(button="middle")
    shown = SearchPage(opened.value)
    expect(shown.total).to_have_text(str(BY_CATEGORY["sport"]))
    expect(box(shown, "Sport, 6 articles")).to_be_checked()
    expect(capybaras.total).to_have_text(str(CAPYBARAS))


def test_a_box_is_the_same_node_after_its_answer(capybaras: SearchPage) -> None:
    sport = box(capybaras, "Sport, 6 articles")
    sport.evaluate("element => element.marked = true")
    sport.click()
    expect(capybaras.total).to_have_text("6")
    assert sport.evaluate("element => element.marked"), "the node was replaced"


@pytest.mark.parametrize(
    "address", ["/?q=capybara&category=sport&category=tech&exclude=business&year=2001", "/?page=2"]
)
def test_one_of_a_set_is_current_at_most(search_page: SearchPage, address: str) -> None:
    search_page.page.goto(address)
    sets = search_page.page.locator("ul, ol, nav").filter(has=search_page.page.locator("[aria-current]"))
    currents = [sets.nth(number).locator("[aria-current]").count() for number in range(sets.count())]
    assert currents
    assert set(currents) == {1}
    expect(search_page.page.locator("#filters [aria-current], .chosen [aria-current]")).to_have_count(0)
