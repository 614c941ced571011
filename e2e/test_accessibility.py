"""axe finds no serious violation, in either colour scheme."""

import pytest
from playwright.sync_api import Page, expect

from e2e.archive import CAPYBARAS
from e2e.complaints import Complaints
from e2e.faults import faults
from e2e.pages import SearchPage

WIDE = 896  # from here on the filters are a rail


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?q=capybara&category=sport&exclude=tech",
        "/?q=zzyzx&category=sport",
        "/articles/",
        "/accounts/login/",
    ],
)
def test_a_page_has_no_serious_fault(page: Page, address: str) -> None:
    page.goto(address)
    assert faults(page) == []


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_no_state_of_the_search_has_a_serious_fault(page: Page, complaints: Complaints, width: int) -> None:
    """Hits with a reason open, tips, filters, nothing found with the newest articles, a page that is not there."""
    complaints.expect("/nothing/")
    page.set_viewport_size({"width": width, "height": 844})
    search = SearchPage(page)
    search.open(q="capybara wetlnad", exclude="tech")
    search.hits.first.locator("summary").click()
    assert faults(page) == []
    page.get_by_role("button", name="Tips and settings").click()
    assert faults(page) == []
    page.keyboard.press("Escape")
    if width < WIDE:
        page.get_by_role("button", name="Filters").click()
        assert faults(page) == []
    for address in ("/?q=zzyzx", "/nothing/"):
        page.goto(address)
        expect(page.locator("#newest").get_by_role("link")).to_have_count(5)
        assert faults(page) == []


def test_results_that_were_swapped_in_have_no_serious_fault(page: Page) -> None:
    search = SearchPage(page)
    search.open()
    search.search("capybara")
    expect(search.total).to_have_text(str(CAPYBARAS))
    search.chip("sport").click()
    expect(search.total).to_have_text("6")
    assert faults(page) == []


def test_an_article_has_no_serious_fault(page: Page) -> None:
    search = SearchPage(page)
    search.open(q="capybara")
    search.titles.first.click()
    expect(page.get_by_role("article")).to_be_visible()
    expect(page.get_by_role("complementary", name="More like this")).to_be_visible()
    assert faults(page) == []
    page.goto(f"{page.url}similar/")
    assert faults(page) == []


def test_the_form_has_no_serious_fault_empty_or_refused(anna: Page) -> None:
    anna.goto("/articles/new/")
    assert faults(anna) == []
    anna.get_by_label("Title").fill(" ")
    anna.get_by_label("Category").fill("Sport")
    anna.get_by_role("textbox", name="Text").fill("Something.")
    anna.get_by_role("button", name="Save", exact=True).click()
    expect(anna.get_by_role("alert")).to_be_visible()
    assert faults(anna) == []
