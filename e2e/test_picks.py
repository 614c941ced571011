"""An editor picks an article from the results, and every reader sees it above them."""

import os

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.archive import CAPYBARAS, capybara_title
from e2e.faults import faults
from e2e.pages import SearchPage, sign_in
from e2e.running_site import RunningSite
from services.processes import waiting

# Every article about capybaras has both words, and no other test asks for them together.
WORDS = "capybara kettle"
PICKED = capybara_title(7)
SENTENCE = "The week in which the kettle boiled over."


@pytest.fixture(scope="module")
def picked(site: RunningSite, browser: Browser, base_url: str) -> None:
    """Pick an article by the link beside a hit."""
    with browser.new_context(base_url=base_url) as context:
        editor = context.new_page()
        sign_in(editor, "editor", site.credentials.read_text().strip())
        editor.set_viewport_size({"width": 390, "height": 844})
        pick(editor)


def pick(editor: Page) -> None:
    search = SearchPage(editor)
    search.open(q=WORDS, size="50")
    hit = search.hits.filter(has_text=PICKED)
    hit.get_by_text("Editing").click()
    keep_picture(editor, "editing")
    assert faults(editor) == []
    hit.get_by_role("link", name="Pick").click()
    expect(editor.get_by_label("Query")).to_have_value(WORDS)
    editor.get_by_label("Sentence").fill(SENTENCE)
    keep_picture(editor, "form")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.get_by_text("Takes effect within two seconds")).to_be_visible()
    expect(editor.get_by_role("row").filter(has_text=WORDS)).to_contain_text(PICKED)
    keep_picture(editor, "list")


@pytest.mark.usefixtures("picked")
@pytest.mark.parametrize("width", [390, 1280])
def test_a_picked_article_stands_above_the_hits_as_a_region_of_its_own(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    search = SearchPage(page)
    pick = page.get_by_role("region", name="Editors’ pick")

    def is_shown() -> bool:
        search.open(q="kettles capybara")
        return bool(pick.count())

    assert waiting.until(is_shown, timeout=10)  # "within two seconds": this page may have come before
    expect(pick).to_contain_text(SENTENCE)
    expect(search.titles.first).to_have_text(PICKED)
    expect(search.titles.filter(has_text=PICKED)).to_have_count(1)
    expect(search.total).to_have_text(str(CAPYBARAS))
    keep_picture(page, f"pick-{width}")
    assert faults(page) == []
    search.box.focus()
    page.keyboard.press("ArrowDown")
    expect(pick.get_by_role("link", name=PICKED)).to_be_focused()


def keep_picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{folder}/{name}-{scheme}.png")
