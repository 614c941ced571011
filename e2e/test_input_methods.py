"""Input methods and screen readers."""

from urllib.parse import unquote_plus, urlsplit

import pytest
from playwright.sync_api import CDPSession, Page, Request, expect

from e2e.archive import CAPYBARAS
from e2e.pages import SearchPage

LISTEN = """() => {
  window.said = [];
  const region = document.getElementById("search-status");
  const everything = {childList: true, characterData: true, subtree: true};
  new MutationObserver(() => window.said.push(region.textContent)).observe(region, everything);
}"""


@pytest.fixture
def asked(search_page: SearchPage) -> list[str]:
    """The words of each search that a script sends."""
    addresses: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type in {"xhr", "fetch"}:
            addresses.append(unquote_plus(urlsplit(request.url).query))

    search_page.page.on("request", note)
    return addresses


@pytest.fixture
def input_method(page: Page) -> CDPSession:
    """The browser's own input method, as a Japanese reader uses it."""
    return page.context.new_cdp_session(page)


def compose(input_method: CDPSession, text: str) -> None:
    input_method.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


def test_nothing_is_asked_while_an_input_method_composes(
    search_page: SearchPage, input_method: CDPSession, asked: list[str]
) -> None:
    search_page.box.focus()
    for text in ("k", "ka", "kap", "capy"):
        compose(input_method, text)
        expect(search_page.box).to_have_value(text)
    with search_page.page.expect_request("**/?q=capybara"):
        input_method.send("Input.insertText", {"text": "capybara"})
    expect(search_page.total).to_have_text(str(CAPYBARAS))
    assert asked == ["q=capybara"]


def test_an_accent_typed_with_a_dead_key_is_asked_once(
    search_page: SearchPage, input_method: CDPSession, asked: list[str]
) -> None:
    search_page.box.focus()
    compose(input_method, "´")
    with search_page.page.expect_request("**/?q=%C3%A9"):
        input_method.send("Input.insertText", {"text": "é"})
    expect(search_page.page).to_have_url("/?q=%C3%A9")
    assert asked == ["q=é"]


def test_the_number_of_articles_is_announced_once_typing_stops(search_page: SearchPage) -> None:
    search_page.page.evaluate(LISTEN)
    search_page.type("capybara")
    expect(search_page.status).to_have_text("23 articles for “capybara”.")
    assert search_page.page.evaluate("window.said") == ["23 articles for “capybara”."]


def test_the_results_themselves_are_not_announced(search_page: SearchPage) -> None:
    expect(search_page.status).to_have_attribute("aria-live", "polite")
    live = "[aria-live], [role=status], [role=alert], [role=log]"
    assert search_page.page.locator("#results").evaluate(f"element => element.closest('{live}')") is None
    expect(search_page.page.locator("#results").locator(live)).to_have_count(0)
