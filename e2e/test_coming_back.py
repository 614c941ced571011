"""An editor saves and goes back: the form is that of the version that was just saved."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, Route, StorageState, expect

from e2e.pages import add_article, go_back
from e2e.running_site import EDITORS
from e2e.writing import Writing


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
