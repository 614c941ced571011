"""Scripts that somebody stored or typed show as text."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from e2e.archive import HOSTILE_SNIPPET, HOSTILE_TITLE, HOSTILE_WORD
from e2e.complaints import Complaints
from e2e.pages import SearchPage, add_article

ATTACK = "<script>alert(1)</script>"


def watch_dialogs(page: Page) -> list[str]:
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    return opened


@pytest.fixture(autouse=True)
def dialogs(page: Page) -> list[str]:
    """The dialogs that scripts have opened."""
    return watch_dialogs(page)


def expect_harmless(page: Page, dialogs: list[str]) -> None:
    assert page.locator("main script, main img, title ~ script:not([src], [type='application/ld+json'])").count() == 0
    assert dialogs == []


def test_a_script_in_title_and_text_of_an_article_shows_as_text(search_page: SearchPage, dialogs: list[str]) -> None:
    search_page.search(HOSTILE_WORD)
    expect(search_page.titles.first).to_have_text(HOSTILE_TITLE)
    expect(search_page.titles.first.locator("mark")).to_have_text(HOSTILE_WORD)
    # Text is searched without its tags; what stands in it as text is shown as text.
    expect(search_page.snippets.first).to_contain_text(HOSTILE_SNIPPET)
    expect(search_page.snippets.first).not_to_contain_text("script")
    expect_harmless(search_page.page, dialogs)
    search_page.titles.first.click()
    expect(search_page.page.get_by_role("heading", level=1)).to_have_text(HOSTILE_TITLE)
    for written in ('<script>alert("text")</script>', "<img src=x onerror=alert(1)>"):
        expect(search_page.page.get_by_role("article")).to_contain_text(written)
    expect_harmless(search_page.page, dialogs)


def test_a_marked_script_is_still_text(search_page: SearchPage, dialogs: list[str]) -> None:
    search_page.search("oryx script alert")
    expect(search_page.titles.first).to_have_text(HOSTILE_TITLE)
    expect(search_page.titles.first.locator("mark").first).to_have_text("script")
    expect_harmless(search_page.page, dialogs)


def test_a_script_that_is_typed_shows_as_text(search_page: SearchPage, dialogs: list[str]) -> None:
    search_page.search(f"zzyzx {ATTACK}")
    expect(search_page.page.get_by_role("heading", level=2, name=f"“zzyzx {ATTACK}”")).to_be_visible()
    expect(search_page.page).to_have_title(f"“zzyzx {ATTACK}” · Broadsheet")
    expect_harmless(search_page.page, dialogs)
    search_page.page.reload()
    expect(search_page.box).to_have_value(f"zzyzx {ATTACK}")
    expect_harmless(search_page.page, dialogs)


def test_a_script_in_any_other_part_of_the_address_does_nothing(search_page: SearchPage, dialogs: list[str]) -> None:
    names = ("category", "exclude", "year", "sort", "page", "size")
    search_page.open(q="capybara", **dict.fromkeys(names, f'">{ATTACK}'))
    search_page.expect_whole_page()
    expect_harmless(search_page.page, dialogs)


def test_an_editors_own_script_is_text_in_form_message_and_list(anna: Page) -> None:
    dialogs = watch_dialogs(anna)
    address = add_article(anna, title=f"{ATTACK} & co", text=f"{ATTACK} & <b>bold</b>")
    expect_harmless(anna, dialogs)
    anna.goto(f"{address}edit/")
    expect(anna.get_by_label("Title")).to_have_value(f"{ATTACK} & co")
    expect_harmless(anna, dialogs)
    anna.goto("/articles/?title=alert(1)")
    expect(anna.get_by_role("link", name=f"{ATTACK} & co")).to_be_visible()
    expect_harmless(anna, dialogs)


@pytest.mark.parametrize("address", ["/", "/?q=capybara", "/articles/", "/accounts/login/", "/admin/login/"])
def test_a_page_forbids_foreign_and_inline_scripts_and_needs_none(page: Page, address: str) -> None:
    """The browser reports violations of the policy in its console, and each test fails on those."""
    answer = page.goto(address)
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    page.evaluate("document.fonts.ready")


def test_an_editors_pages_keep_to_the_policy(anna: Page) -> None:
    for address in ("/", "/articles/new/", "/articles/"):
        anna.goto(address)
        anna.evaluate("document.fonts.ready")


def test_a_script_that_gets_into_a_page_after_all_is_not_run(
    search_page: SearchPage, dialogs: list[str], complaints: Complaints
) -> None:
    complaints.expect("Content Security Policy")
    search_page.page.locator("main").evaluate(
        """main => {
          const script = document.createElement("script");
          script.textContent = "alert(1)";
          main.append(script);
        }"""
    )
    assert dialogs == []
