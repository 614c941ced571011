"""A search without results is counted when its reader stays on it, and an editor turns it into a synonym."""

import os
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Response, expect

from e2e.archive import CAPYBARAS
from e2e.complaints import Complaints
from e2e.pages import SearchPage, sign_in
from e2e.running_site import RunningSite
from services.processes import waiting

LOG = "/admin/search/zeroresultsearch/"


def is_note(sent: Request | Response) -> bool:
    return sent.url.endswith("/zero-results/")


def counted(site: RunningSite) -> dict[str, int]:
    """Return the log's rows for the made-up words of this file."""
    rows = site.mongodb[site.database]["search_empty_searches"].find({"text": {"$regex": "^zz"}})
    return {row["text"]: row["count"] for row in rows}


def stay(search_page: SearchPage, text: str) -> None:
    """Type a text without results, and stay until its note is posted."""
    search_page.box.press("End")
    with search_page.page.expect_response(is_note) as response:
        search_page.search(text)
        expect(search_page.empty).to_be_visible()
    assert response.value.status == 204


def press_enter(search_page: SearchPage) -> None:
    """Press it, and wait for the answer."""
    page = search_page.page
    page.evaluate("document.getElementById('results').dataset.older = ''")
    search_page.box.press("Enter")
    expect(page.locator("#results:not([data-older])")).to_be_visible()


def press_enter_and_stay(search_page: SearchPage) -> None:
    """Press it, and let the time pass after which it would be counted."""
    press_enter(search_page)
    search_page.page.clock.run_for(3_000)


@pytest.fixture
def search_page(page: Page) -> SearchPage:
    """A search page, just opened, with a clock that the test can move forward."""
    page.clock.install()
    opened = SearchPage(page)
    opened.open()
    return opened


@pytest.fixture(autouse=True)
def empty_log(site: RunningSite) -> None:
    site.mongodb[site.database]["search_empty_searches"].delete_many({})


def test_only_the_text_that_stays_is_counted_while_typing(site: RunningSite, search_page: SearchPage) -> None:
    with search_page.page.expect_response(is_note):
        search_page.search("zzquag")
        expect(search_page.empty).to_be_visible()
        search_page.search("ga fjordic")
        expect(search_page.empty).to_be_visible()
    # The two seconds of the first answer ended before those of the last.
    assert counted(site) == {"zzquagga fjordic": 1}


def test_enter_on_the_same_text_does_not_count_again(site: RunningSite, search_page: SearchPage) -> None:
    stay(search_page, "zzquagga")
    press_enter_and_stay(search_page)
    stay(search_page, " fjordic")
    assert counted(site) == {"zzquagga": 1, "zzquagga fjordic": 1}


def test_enter_at_once_is_counted_once(site: RunningSite, search_page: SearchPage) -> None:
    search_page.search("zzquagga")
    with search_page.page.expect_response(is_note):
        press_enter(search_page)
    stay(search_page, " fjordic")
    assert counted(site) == {"zzquagga": 1, "zzquagga fjordic": 1}


def test_a_page_that_is_opened_counts_once_and_enter_does_not_count_again(
    site: RunningSite, search_page: SearchPage
) -> None:
    with search_page.page.expect_response(is_note):
        search_page.open(q="zzquagga")
    assert counted(site) == {"zzquagga": 1}
    press_enter_and_stay(search_page)
    stay(search_page, " fjordic")
    assert counted(site) == {"zzquagga": 1, "zzquagga fjordic": 1}


def test_a_reader_notices_nothing(search_page: SearchPage) -> None:
    page = search_page.page
    search_page.remember_document()
    before = page.evaluate("history.length")
    stay(search_page, "zzquagga")
    expect(page.locator(".htmx-request")).to_have_count(0)
    expect(search_page.trouble).to_be_empty()
    expect(search_page.empty).to_be_visible()
    expect(search_page.box).to_be_focused()
    expect(page).to_have_url("/?q=zzquagga")
    assert page.evaluate("history.length") == before
    search_page.expect_same_document()


@pytest.mark.parametrize("answer", ["none", "an error", "a proxy's page"])
def test_a_note_that_cannot_be_posted_troubles_nobody(
    search_page: SearchPage, complaints: Complaints, answer: str
) -> None:
    complaints.expect("Failed to load resource|ERR_FAILED|htmx:sendError|Response Status Error Code 503")
    page = search_page.page
    page.route(
        "**/zero-results/",
        lambda route: (
            route.abort()
            if answer == "none"
            else route.fulfill(status=503 if answer == "an error" else 200, body="<h1>Sorry</h1>")
        ),
    )
    with page.expect_event("requestfailed" if answer == "none" else "requestfinished", is_note):
        search_page.search("zzquagga")
    expect(search_page.empty).to_be_visible()
    expect(search_page.trouble).to_be_empty()
    expect(page.get_by_text("Sorry")).to_have_count(0)
    search_page.box.clear()
    expect(search_page.hits.first).to_be_visible()


def test_the_log_leads_an_editor_from_a_search_without_results_to_a_synonym(
    site: RunningSite, page: Page, complaints: Complaints
) -> None:
    complaints.expect("favicon.ico")
    with page.expect_response(is_note):
        SearchPage(page).open(q="zzhydrochoerus")
    sign_in(page, "editor", site.credentials.read_text().strip())
    page.goto(LOG)
    row = page.get_by_role("row").filter(has_text="zzhydrochoerus")
    keep_picture(page, "log")
    row.get_by_role("link", name="add a synonym").click()
    terms = page.get_by_label("Terms")
    expect(terms).to_have_value("zzhydrochoerus")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Enter at least two terms")).to_be_visible()
    keep_picture(page, "refused")
    terms.fill("zzhydrochoerus, capybara")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Takes effect within two seconds")).to_be_visible()
    keep_picture(page, "saved")
    stored: Any = site.mongodb[site.database]["search_synonyms"].find_one({"terms": {"$regex": "^zzhydro"}})
    assert stored["terms"] == "zzhydrochoerus, capybara"
    page.get_by_role("link", name="search for “zzhydrochoerus”").click()
    expect(SearchPage(page).box).to_have_value("zzhydrochoerus")

    def is_found() -> bool:
        page.reload()
        return SearchPage(page).total.inner_text() == str(CAPYBARAS)

    assert waiting.until(is_found, timeout=10)  # "within two seconds": this page may have come before


def keep_picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
