"""axe finds no serious fault, in either scheme."""

from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.archive import CAPYBARAS
from e2e.complaints import NewContext
from e2e.pages import SearchPage

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: {node['html']}"
        for fault in found["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def reader(new_context: NewContext, scheme: str) -> Page:
    return new_context(color_scheme=scheme).new_page()


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
def test_a_page_has_no_serious_fault(reader: Page, address: str) -> None:
    reader.goto(address)
    assert faults(reader) == []


def test_results_that_were_swapped_in_have_no_serious_fault(reader: Page) -> None:
    search = SearchPage(reader)
    search.open()
    search.search("capybara")
    expect(search.total).to_have_text(str(CAPYBARAS))
    search.chip("sport").click()
    expect(search.total).to_have_text("6")
    assert faults(reader) == []


def test_an_article_has_no_serious_fault(reader: Page) -> None:
    search = SearchPage(reader)
    search.open(q="capybara")
    search.titles.first.click()
    expect(reader.get_by_role("article")).to_be_visible()
    expect(reader.get_by_role("complementary", name="More like this")).to_be_visible()
    assert faults(reader) == []
    reader.goto(f"{reader.url}similar/")
    assert faults(reader) == []


def test_the_form_has_no_serious_fault_empty_or_refused(anna: Page, scheme: str) -> None:
    anna.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    anna.goto("/articles/new/")
    assert faults(anna) == []
    anna.get_by_label("Title").fill(" ")
    anna.get_by_label("Category").select_option(label="Sport")
    anna.get_by_role("textbox", name="Text").fill("Something.")
    anna.get_by_role("button", name="Save", exact=True).click()
    expect(anna.get_by_role("alert")).to_be_visible()
    assert faults(anna) == []
