"""axe finds nothing: on each page and in each state of it, at three widths, in both colour schemes.

One page is used for all, and each state is reached once.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route, StorageState, expect

from e2e.faults import WIDTHS, faults
from e2e.pages import SearchPage, add_article, write_article

NARROW = (320, 390)

Reach = Callable[[SearchPage], None]


def at(address: str) -> Reach:
    return lambda search: void(search.page.goto(address))


def void(_: object) -> None:
    """Take a value that nobody needs."""


def results(search: SearchPage) -> None:
    """Hits with a reason open, a better spelling, a category hidden."""
    search.open(q="capybara wetlnad", exclude="tech")
    search.hits.first.locator("summary").click()


def opened(name: str) -> Reach:
    def reach(search: SearchPage) -> None:
        search.page.set_viewport_size({"width": NARROW[-1], "height": 844})
        search.open(q="capybara", category="sport")
        search.page.get_by_role("button", name=name).click()

    return reach


def swapped_in(search: SearchPage) -> None:
    search.open()
    search.search("capybara")
    search.chip("sport").click()
    expect(search.total).to_have_text("6")


def nothing(address: str) -> Reach:
    def reach(search: SearchPage) -> None:
        search.page.goto(address)
        expect(search.page.locator("#newest").get_by_role("link")).to_have_count(5)

    return reach


def waiting(search: SearchPage) -> None:
    search.open()
    search.page.route("**/?q=*", void)
    search.box.fill("capybara")
    expect(search.page.locator("#results")).to_have_attribute("aria-busy", "true")


def offline(search: SearchPage) -> None:
    search.open()
    search.page.context.set_offline(True)
    search.box.fill("capybara")
    expect(search.trouble).to_contain_text("You are offline")


def answered(status: int, says: str) -> Reach:
    """A search that is answered so, over results that stay."""

    def reach(search: SearchPage) -> None:
        search.open()
        search.page.route("**/?q=*", lambda route: route.fulfill(status=status, body="Wait."))
        search.box.fill("capybara")
        expect(search.trouble).to_contain_text(says)

    return reach


def refused(template: str, status: int) -> Reach:
    """A whole page that says so."""

    def refuse(route: Route) -> None:
        says = {"status": status, "heading": "Not now", "text": "Please try again in 20 seconds.", "again": True}
        page = render_to_string(template, says)
        route.fulfill(status=status, content_type="text/html", body=page)

    def reach(search: SearchPage) -> None:
        search.page.route("**/refused/", refuse)
        search.page.goto("/refused/")
        assert search.page.locator("main").evaluate("element => getComputedStyle(element).maxWidth") != "none"

    return reach


def article(search: SearchPage) -> None:
    search.open(q="capybara week")
    search.titles.first.click()
    expect(search.page.get_by_role("complementary", name="More like this")).to_be_visible()


def articles_like_it(search: SearchPage) -> None:
    article(search)
    search.page.goto(f"{search.page.url.partition('?')[0]}similar/")


def refused_form(search: SearchPage) -> None:
    page = search.page
    page.goto("/articles/new/")
    page.get_by_label("Title").fill(" ")
    page.get_by_label("Category").fill("Sport")
    page.get_by_role("textbox", name="Text").fill("Something.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()


def editing(action: str) -> Reach:
    def reach(search: SearchPage) -> None:
        search.open(q="capybara")
        search.page.goto(f"{search.titles.first.get_attribute('href') or ''}".partition("?")[0] + f"{action}/")
        heading = search.page.get_by_role("heading", level=1, name=re.compile(action, re.IGNORECASE))
        expect(heading).to_be_visible()  # beside it, a preview has the article's own

    return reach


def former(address: str) -> Reach:
    """An article that was edited, and of its history this page."""

    def reach(search: SearchPage) -> None:
        article = add_article(search.page, title="The dugong's history", text="It swam in the bay.")
        search.page.goto(f"{article}edit/")
        write_article(search.page, title="The dugong's history", text="It slept in the bay.")
        search.page.goto(f"{article}{address}")
        expect(search.page.get_by_role("heading", level=1)).to_have_text("The dugong's history")

    return reach


STATES: dict[str, tuple[Reach, tuple[int, ...]]] = {
    "front page": (at("/"), WIDTHS),
    "results": (results, WIDTHS),
    "results swapped in": (swapped_in, WIDTHS),
    "tips": (opened("Tips and settings"), WIDTHS),
    "filters": (opened("Filters"), NARROW),
    "orders": (opened("Order"), NARROW),
    "nothing found": (nothing("/?q=zzyzx&category=sport"), WIDTHS),
    "waiting": (waiting, WIDTHS),
    "offline": (offline, WIDTHS),
    "too busy": (answered(429, "very busy"), WIDTHS),
    "unavailable": (answered(503, "could not be reached"), WIDTHS),
    "article": (article, WIDTHS),
    "articles like it": (articles_like_it, WIDTHS),
    "all articles": (at("/articles/"), WIDTHS),
    "sign in": (at("/accounts/login/"), WIDTHS),
    "empty form": (at("/articles/new/"), WIDTHS),
    "refused form": (refused_form, WIDTHS),
    "edit": (editing("edit"), WIDTHS),
    "delete": (editing("delete"), WIDTHS),
    "history": (former("history/"), WIDTHS),
    "versions compared": (former("history/1/"), WIDTHS),
    "deleted articles": (at("/articles/deleted/"), WIDTHS),
    "not there": (nothing("/nothing/"), WIDTHS),
    "page refused, 429": (refused("refused.html", 429), WIDTHS),
    "page refused, 503": (refused("503.html", 503), WIDTHS),
    "form refused, 403": (refused("403_csrf.html", 403), WIDTHS),
}


@pytest.fixture(scope="module")
def shared(browser: Browser, base_url: str, sessions: dict[str, StorageState]) -> Iterator[Page]:
    """The page of an editor: it has every control that a reader's has, and more."""
    with browser.new_context(base_url=base_url, storage_state=sessions["anna"], locale="en-GB") as context:
        yield context.new_page()


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing(shared: Page, name: str) -> None:
    reach, widths = STATES[name]
    shared.set_viewport_size({"width": WIDTHS[-1], "height": 844})
    try:
        reach(SearchPage(shared))
        assert faults(shared, widths) == []
    finally:
        shared.unroute_all(behavior="ignoreErrors")
        shared.context.set_offline(False)
