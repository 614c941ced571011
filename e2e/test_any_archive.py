"""An archive with many categories, years and authors, which another program has brought into the running site."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from e2e.complaints import NewContext
from e2e.faults import faults
from e2e.pages import SearchPage
from e2e.running_site import UP_SECONDS, RunningSite
from e2e.test_layout import NARROW, expect_no_overflow
from services.processes import waiting

LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
REGIONS = tuple(f"Région {number:02}" for number in range(40))
NAMES = (*REGIONS, LONG, "日本のニュース")
YEARS = range(1960, 2002)
AT_ONCE = 8


@pytest.fixture(scope="module", autouse=True)
def almanacs(site: RunningSite) -> Iterator[None]:
    """42 almanacs, one of each category and year. Written past the site, and removed afterwards."""
    rows = [
        {
            "title": f"Almanac of {year}",
            "content": "The almanac for the year, with the tides.",
            "category": name,
            "published_at": datetime(year, 6, 15, tzinfo=UTC),
            "author": ["Seán O’Hara"] if year % 2 else ["Jo Ng", "Ann Ho"],
        }
        for name, year in zip(NAMES, YEARS, strict=True)
    ]
    keys = site.articles().insert_many(rows).inserted_ids
    # The names of the categories follow a moment after the articles.
    site.require(lambda: found(site) == len(NAMES) and set(NAMES) <= chips(site), "sync")
    # Each web process counts the archive for itself, and answers that overlap come from all of them.
    site.require(lambda: all(set(NAMES) <= each for each in chips_at_once(site)), "web")
    yield
    site.articles().delete_many({"_id": {"$in": keys}})
    site.mongodb[site.database]["categories"].delete_many({"name": {"$in": NAMES}})
    # The next tests know the archive without them; the chips follow within seconds.
    waiting.until(lambda: not found(site) and not chips(site) & set(NAMES), timeout=UP_SECONDS)


def found(site: RunningSite) -> int:
    return int(answer(site, "?q=almanac+tides")["total"]["value"])


def chips(site: RunningSite) -> set[str]:
    return {each["value"] for each in answer(site)["facets"]["category"]}


def chips_at_once(site: RunningSite) -> list[set[str]]:
    with ThreadPoolExecutor(AT_ONCE) as readers:
        return list(readers.map(chips, [site] * AT_ONCE * 2))


def answer(site: RunningSite, query: str = "") -> dict[str, Any]:
    with urlopen(f"{site.address}/search.json{query}", timeout=30.0) as response:  # the site under test
        body: dict[str, Any] = json.load(response)
    return body


@pytest.fixture
def searched(page: Page) -> SearchPage:
    search = SearchPage(page)
    search.open(q="almanac")
    expect(search.total).to_have_text(str(len(NAMES)))
    return search


def open_list(search: SearchPage, plural: str) -> None:
    search.page.get_by_role("link", name="All 4", exact=False).filter(has_text=plural).click()
    expect(search.page.get_by_role("link", name=f"Fewer {plural}")).to_be_visible()


def names(search: SearchPage) -> list[str]:
    return search.page.locator(".all-values-list li:visible .chip-name").all_inner_texts()


def test_categories_of_the_list_are_found_by_typing_and_chosen_one_after_the_other(searched: SearchPage) -> None:
    open_list(searched, "categories")
    box = searched.page.get_by_role("searchbox", name="Find among")
    box.fill("REGION 3")
    assert names(searched) == [f"Région {number}" for number in range(30, 40)]
    expect(searched.page.get_by_role("status").filter(has_text="10 of")).to_be_visible()
    searched.page.keyboard.press("Tab")
    searched.page.keyboard.press("Tab")
    searched.page.keyboard.press("Space")
    expect(searched.total).to_have_text("1")
    expect(searched.page).to_have_url("/?q=almanac&all=category&category=R%C3%A9gion+30")
    region = searched.page.get_by_role("checkbox", name="Région 30, 1 article", exact=True)
    expect(region).to_be_checked()
    expect(region).to_be_focused()
    assert names(searched) == [f"Région {number}" for number in range(30, 40)]
    searched.page.keyboard.press("ArrowDown")
    searched.page.keyboard.press("Space")
    expect(searched.total).to_have_text("2")
    searched.expect_in_use("Remove Région 30", "Remove Région 31")
    searched.page.get_by_role("link", name="Fewer categories").click()
    searched.expect_chosen(searched.chip("Région 31"))
    expect(searched.page).to_have_url("/?q=almanac&category=R%C3%A9gion+30&category=R%C3%A9gion+31")


def test_typing_closes_the_list_and_leaves_the_chips_where_they_are(searched: SearchPage) -> None:
    before = searched.page.locator("[data-facet=category]").evaluate_all("all => all.map(one => one.dataset.value)")
    open_list(searched, "categories")
    searched.box.press("End")
    searched.search(" 1999")
    expect(searched.total).to_have_text("1")
    expect(searched.page.get_by_role("searchbox", name="Find among")).to_have_count(0)
    after = searched.page.locator("[data-facet=category]").evaluate_all("all => all.map(one => one.dataset.value)")
    assert (after, len(after)) == (before, 12)


def test_enter_in_the_list_does_not_leave_the_page(searched: SearchPage) -> None:
    searched.remember_document()
    open_list(searched, "categories")
    box = searched.page.get_by_role("searchbox", name="Find among")
    box.fill(LONG[:6])
    box.press("Enter")
    assert names(searched) == [LONG]
    searched.expect_same_document()


def test_the_list_opens_under_the_focus_and_back_closes_it(searched: SearchPage) -> None:
    searched.page.locator("#all-category").focus()
    searched.page.keyboard.press("Enter")
    expect(searched.page.locator("#all-category")).to_have_text("Fewer categories")
    expect(searched.page.locator("#all-category")).to_be_focused()
    searched.page.go_back()
    expect(searched.page.get_by_role("searchbox", name="Find among")).to_have_count(0)


def test_the_newest_years_have_chips_and_the_others_are_listed(searched: SearchPage) -> None:
    expect(searched.page.locator("[data-facet=year]")).to_have_count(12)
    expect(searched.page.locator("[data-facet=year]").first).to_have_attribute("data-value", "2001")
    open_list(searched, "years")
    searched.page.get_by_role("checkbox", name="1960, 1 article").click()
    expect(searched.total).to_have_text("1")
    expect(searched.count("1960", "year")).to_have_text("1")


def test_an_author_of_a_hit_leads_to_what_else_they_wrote(searched: SearchPage) -> None:
    searched.sort("Title A–Z").click()
    searched.expect_chosen(searched.sort("Title A–Z"))
    searched.page.get_by_test_id("authors").get_by_role("link", name="Jo Ng").first.click()
    expect(searched.total).to_have_text(str(len(NAMES) // 2))
    searched.expect_chosen(searched.chip("Jo Ng", "author"))


def test_the_list_works_without_javascript(new_context: NewContext) -> None:
    search = SearchPage(new_context(java_script_enabled=False).new_page())
    search.open(q="almanac", sort="title")
    open_list(search, "categories")
    search.page.get_by_role("searchbox", name="Find among").fill("region 07")
    search.page.get_by_role("button", name="Find").click()
    search.page.wait_for_url("**find=region**")
    assert names(search) == ["Région 07"]
    search.page.get_by_role("link", name="Région 07, 1 article").click()
    expect(search.total).to_have_text("1")
    assert "sort=title" in search.page.url  # with one article there is no order to choose
    search.expect_chosen(search.chip("Région 07"))


def test_it_fits_a_screen_of_320_pixels(new_context: NewContext) -> None:
    page = new_context(viewport=NARROW).new_page()
    for query in ("q=almanac", "q=almanac&all=category", "q=almanac&all=year", f"category={LONG}"):
        page.goto(f"/?{query}")
        expect_no_overflow(page)


def test_axe_finds_nothing(page: Page) -> None:
    for query in ("q=almanac&all=category", "q=category:weather+almanac"):
        page.goto(f"/?{query}")
        assert faults(page) == []


def test_the_first_result_is_on_a_narrow_screen(new_context: NewContext) -> None:
    search = SearchPage(new_context(viewport=NARROW).new_page())
    search.open(q="almanac")
    expect(search.titles.first).to_be_in_viewport()
