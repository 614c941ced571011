"""Whatever comes between typing and saving, the text is there again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Dialog, Page, Route, StorageState, expect

from e2e.complaints import Complaints, NewContext
from e2e.pages import add_article, go_back, sign_in
from e2e.running_site import EDITORS, PASSWORD, RunningSite

TEXT = "The lyrebird repeated every word of it. " * 25
assert len(TEXT) == 1_000
DRAFTS = "Object.keys(localStorage).filter(name => name.startsWith('broadsheet-draft.')).length"
FORBIDDEN = "status of 403"


@dataclass(frozen=True)
class Writing:
    """A new article that is being written in a browser of its own."""

    page: Page

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def text(self) -> Any:
        return self.page.get_by_role("textbox", name="Text")

    def open(self, address: str = "/articles/new/") -> None:
        self.page.goto(address)

    def type(self, title: str) -> None:
        """Type 1,000 characters, and wait until the browser has kept them."""
        self.page.get_by_label("Title").fill(title)
        self.page.get_by_label("Category").fill("Tech")
        self.text.fill(TEXT)
        self.page.wait_for_function(f"() => {DRAFTS} === 1")

    def save(self) -> None:
        self.page.get_by_role("button", name="Save", exact=True).click()

    def expect_saved(self, title: str) -> None:
        expect(self.page.get_by_text(f"“{title}” was added.")).to_be_visible()
        expect(self.page.get_by_role("article")).to_contain_text(TEXT.strip())
        self.page.wait_for_function(f"() => {DRAFTS} === 0")

    def restore(self) -> None:
        expect(self.page.get_by_role("heading", name="You have unsaved text of ")).to_be_visible()
        self.page.get_by_role("button", name="Restore").click()
        expect(self.text).to_have_value(TEXT)

    def sign_in_there(self) -> None:
        expect(self.text).to_have_value(TEXT)
        self.page.get_by_label("Username").fill("anna")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in and save").click()


@pytest.fixture
def writing(new_context: NewContext, complaints: Complaints) -> Writing:
    """Anna at the form, with a sign-in of her own that a test may end."""
    complaints.expect(FORBIDDEN)
    page = new_context().new_page()
    sign_in(page, "anna")
    opened = Writing(page)
    opened.open()
    return opened


def leave(page: Page, answer: str) -> list[str]:
    """Have what asks before a page is left answered with "accept" or "dismiss", and note what was asked."""
    asked: list[str] = []

    def reply(dialog: Dialog) -> None:
        asked.append(dialog.type)
        getattr(dialog, answer)()

    page.on("dialog", reply)
    return asked


def test_the_sign_in_ended(site: RunningSite, writing: Writing) -> None:
    writing.type("The ended lyrebird")
    site.mongodb[site.database]["sign_ins"].delete_many({})
    writing.save()
    expect(writing.page.get_by_role("alert")).to_contain_text("you are signed out")
    expect(writing.page.locator("[data-summary]")).to_be_focused()
    writing.sign_in_there()
    writing.expect_saved("The ended lyrebird")


def test_signed_out_in_another_tab(writing: Writing) -> None:
    writing.type("The other lyrebird")
    with writing.context.new_page() as other:
        other.goto("/")
        other.get_by_role("button", name="Sign out").click()
        expect(other.get_by_role("link", name="Sign in")).to_be_visible()
    writing.save()
    writing.sign_in_there()
    writing.expect_saved("The other lyrebird")


def test_signed_out_and_in_again_so_that_the_token_is_old(writing: Writing, complaints: Complaints) -> None:
    """The script would ask for a new token before it is needed; here it gets none."""
    complaints.expect("ERR_FAILED")
    writing.page.route("**/state/**", lambda route: route.abort())
    writing.type("The old lyrebird")
    writing.context.clear_cookies(name="csrftoken")
    writing.save()
    expect(writing.page.get_by_role("alert")).to_contain_text("older than your sign-in")
    expect(writing.text).to_have_value(TEXT)
    writing.save()
    writing.expect_saved("The old lyrebird")


def test_the_database_is_unavailable(site: RunningSite, writing: Writing, complaints: Complaints) -> None:
    """The answer is that of catalog/tests/test_outages.py; here the page of a 503 is one that nobody wrote."""
    complaints.expect("status of 503")
    writing.type("The unavailable lyrebird")
    writing.page.route("**/articles/new/", lambda route: route.fulfill(status=503, body="Down"), times=1)
    writing.save()
    expect(writing.page.get_by_text("Down")).to_be_visible()
    writing.open()
    writing.restore()
    writing.save()
    writing.expect_saved("The unavailable lyrebird")


def test_the_browser_was_closed(writing: Writing) -> None:
    writing.type("The closed lyrebird")
    page = writing.context.new_page()
    writing.page.close()
    again = Writing(page)
    again.open()
    expect(page.get_by_text("“The closed lyrebird”, 175 words.")).to_be_visible()
    again.restore()
    again.save()
    again.expect_saved("The closed lyrebird")


def test_the_line_is_down(writing: Writing) -> None:
    writing.type("The distant lyrebird")
    writing.context.set_offline(True)
    writing.save()
    expect(writing.page.get_by_text("The line is down.")).to_be_visible()
    expect(writing.text).to_have_value(TEXT)
    writing.context.set_offline(False)
    writing.save()
    writing.expect_saved("The distant lyrebird")


def test_the_line_breaks_on_the_way(writing: Writing, complaints: Complaints) -> None:
    complaints.expect("ERR_")
    writing.type("The broken lyrebird")
    writing.page.route("**/articles/new/", lambda route: route.abort("connectionreset"), times=1)
    writing.save()
    writing.page.wait_for_url("chrome-error://**")
    writing.open()
    writing.restore()


def test_a_link_is_clicked(writing: Writing) -> None:
    writing.type("The clicked lyrebird")
    asked = leave(writing.page, "dismiss")
    writing.page.get_by_role("link", name="Articles", exact=True).click()
    expect(writing.text).to_have_value(TEXT)
    assert asked == ["beforeunload"]


def test_a_link_is_clicked_and_the_question_answered_too_soon(writing: Writing) -> None:
    writing.type("The hasty lyrebird")
    leave(writing.page, "accept")
    writing.page.get_by_role("link", name="Articles", exact=True).click()
    expect(writing.page.get_by_role("heading", name="Articles")).to_be_visible()
    writing.open()
    writing.restore()


def test_nothing_is_asked_when_nothing_is_unsaved(writing: Writing) -> None:
    asked = leave(writing.page, "dismiss")
    writing.text.fill("A word")
    writing.text.fill("")
    writing.page.get_by_role("link", name="Articles", exact=True).click()
    expect(writing.page.get_by_role("heading", name="Articles")).to_be_visible()
    assert asked == []


def test_somebody_else_at_the_same_browser_never_sees_it(writing: Writing) -> None:
    writing.type("The private lyrebird")
    page = writing.context.new_page()
    writing.page.close()
    page.context.clear_cookies(name="sessionid")  # the session ended, and nobody signed out
    sign_in(page, "bert")
    page.goto("/articles/new/")
    expect(page.locator("#preview")).to_be_visible()  # the script has run
    expect(page.locator("[data-kept]")).to_be_hidden()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert page.evaluate(DRAFTS) == 0


def test_an_edit_is_offered_with_what_differs_and_a_week_later_no_more(writing: Writing) -> None:
    address = f"{add_article(writing.page, title='The brief lyrebird', text='One word more.')}edit/"
    writing.open(address)
    writing.text.fill(TEXT)
    writing.page.wait_for_function(f"() => {DRAFTS} === 1")
    page = writing.context.new_page()
    writing.page.close()
    page.goto(address)
    expect(page.get_by_text("It has 172 words more than the saved version. Different: Text.")).to_be_visible()
    page.evaluate(
        """() => {
            const name = Object.keys(localStorage).find(name => name.startsWith("broadsheet-draft."));
            const draft = JSON.parse(localStorage.getItem(name));
            localStorage.setItem(name, JSON.stringify({...draft, at: draft.at - 7 * 24 * 3600 * 1000}));
        }"""
    )
    page.reload()
    expect(page.locator("#preview")).to_be_visible()
    expect(page.locator("[data-kept]")).to_be_hidden()
    assert page.evaluate(DRAFTS) == 0


def test_without_javascript_the_text_comes_back_too(
    site: RunningSite, new_context: NewContext, complaints: Complaints
) -> None:
    complaints.expect(FORBIDDEN)
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, "anna")
    writing = Writing(page)
    writing.open()
    page.get_by_label("Title").fill("The plain lyrebird")
    page.get_by_label("Category").fill("Tech")
    writing.text.fill(TEXT)
    page.context.clear_cookies(name="sessionid")
    writing.save()
    writing.sign_in_there()
    expect(page.get_by_role("article")).to_contain_text(TEXT.strip())


@pytest.fixture
def keeping(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    base_url: str,
    sessions: dict[str, StorageState],
) -> Iterator[Page]:
    """Anna's page in a browser that keeps pages for the way back, as some do although they are told not to."""
    browser = browser_type.launch(**browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"])
    page = browser.new_page(base_url=base_url, storage_state=sessions[EDITORS[0]])
    yield page
    browser.close()


def may_be_kept(route: Route) -> None:
    if route.request.method != "GET":
        return route.continue_()
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "cache-control"}
    return route.fulfill(response=answer, headers=headers)


@pytest.mark.parametrize("is_kept", [True, False])
def test_save_back_change_and_save_is_no_conflict_with_oneself(keeping: Page, *, is_kept: bool) -> None:
    address = f"{add_article(keeping, title='The returning lyrebird', text='First.')}edit/"
    if is_kept:
        keeping.route("**/edit/", may_be_kept)
    writing = Writing(keeping)
    writing.open(address)
    keeping.evaluate("() => addEventListener('pageshow', ({persisted}) => window.returned = persisted)")
    writing.text.fill("Second.")
    writing.save()
    expect(keeping.get_by_role("article")).to_contain_text("Second.")
    go_back(keeping)
    if is_kept:
        keeping.wait_for_function("() => window.returned === true")
        expect(keeping.get_by_text("You saved this at ")).to_be_visible()
    expect(writing.text).to_have_value("Second.")
    writing.text.fill("Third.")
    writing.save()
    expect(keeping.get_by_role("article")).to_contain_text("Third.")


def test_who_goes_back_to_the_form_of_an_article_that_was_added_is_led_to_its_own(keeping: Page) -> None:
    keeping.route("**/new/", may_be_kept)
    add_article(keeping, title="The added lyrebird", text="First.")
    go_back(keeping)
    expect(keeping).to_have_url(re.compile("/articles/[0-9a-f]{24}/edit/$"))
    expect(keeping.get_by_role("textbox", name="Text")).to_have_value("First.")
