"""axe finds no serious violation, in either colour scheme."""

from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.archive import CAPYBARAS
from e2e.pages import SearchPage

COLOUR_RULES = ["color-contrast", "link-in-text-block"]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """Return the serious violations: of every rule in the light scheme, and of those about colour in the dark one."""
    page.evaluate(AXE)
    light = violations(page, {"resultTypes": ["violations"]})
    page.emulate_media(color_scheme="dark")
    dark = violations(page, {"resultTypes": ["violations"], "runOnly": COLOUR_RULES})
    page.emulate_media(color_scheme="light")
    return [f"light: {fault}" for fault in light] + [f"dark: {fault}" for fault in dark]


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    found: dict[str, Any] = page.evaluate("options => axe.run(options)", options)
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: {node['html']}"
        for fault in found["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]


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
