"""Takes the screenshots of docs/screenshots with the bundled sample. Collected only with SCREENSHOTS=1."""

import pytest
from playwright.sync_api import Page, StorageState, expect

from e2e.complaints import NewContext
from e2e.pages import SearchPage
from services import paths

FOLDER = paths.ROOT / "docs" / "screenshots"
WORDS = "paper"
ARTICLE = "Frank Zamboni and the machine that mends the ice"


def keep(page: Page, name: str) -> None:
    """Save the viewport as a file, with fonts loaded and nothing hovered."""
    page.evaluate("document.fonts.ready")
    page.mouse.move(0, 0)
    FOLDER.mkdir(parents=True, exist_ok=True)
    # The browser hides its scroll bar in pictures, so no room is kept for one.
    page.evaluate("document.documentElement.style.scrollbarGutter = 'auto'")
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


def search(page: Page) -> SearchPage:
    """Open a search with a category excluded."""
    shown = SearchPage(page)
    shown.open()
    shown.search(WORDS)
    expect(page).to_have_url(f"/?q={WORDS}")
    shown.exclude("Business").click()
    expect(page.get_by_role("link", name="Clear all")).to_be_visible()  # the answer is here
    shown.box.focus()
    return shown


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_search(new_context: NewContext, scheme: str) -> None:
    page = new_context(color_scheme=scheme).new_page()
    search(page)
    keep(page, f"search-{scheme}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_search_on_a_phone(new_context: NewContext, scheme: str) -> None:
    size = {"width": 390, "height": 844}
    page = new_context(viewport=size, is_mobile=True, has_touch=True, color_scheme=scheme).new_page()
    shown = SearchPage(page)
    shown.open()
    shown.search(WORDS)
    keep(page, f"phone-{scheme}")
    filters = page.get_by_role("button", name="Filters")
    filters.tap()
    shown.exclude("Business").tap()
    expect(page.get_by_role("button", name="Filters · 1", include_hidden=True)).to_have_count(1)
    keep(page, f"phone-filters-{scheme}")


def test_search_on_a_narrow_screen(new_context: NewContext) -> None:
    page = new_context(viewport={"width": 320, "height": 700}, is_mobile=True, has_touch=True).new_page()
    shown = SearchPage(page)
    shown.open(q=WORDS, exclude="business")
    keep(page, "search-320")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_article_and_its_form(new_context: NewContext, sessions: dict[str, StorageState], scheme: str) -> None:
    page = new_context(color_scheme=scheme, storage_state=sessions["anna"]).new_page()
    shown = SearchPage(page)
    shown.open(q=ARTICLE)
    shown.page.get_by_role("link", name=ARTICLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ARTICLE)
    keep(page, f"article-{scheme}")
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Title")).to_have_value(ARTICLE)
    keep(page, f"edit-{scheme}")
