"""Locators and steps that more than one test uses."""

from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from e2e.running_site import PASSWORD

CHOSEN = "[aria-checked=true], [aria-pressed=true], [aria-current=true], [data-chosen]:not([role])"


@dataclass(frozen=True, slots=True)
class SearchPage:
    page: Page

    def open(self, **parameters: str) -> None:
        self.page.goto(f"/?{urlencode(parameters)}" if parameters else "/")

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("searchbox", name="Search the archive")

    @property
    def total(self) -> Locator:
        return self.page.get_by_test_id("total")

    @property
    def hits(self) -> Locator:
        return self.page.get_by_test_id("hit")

    @property
    def titles(self) -> Locator:
        return self.page.get_by_test_id("hit-title")

    @property
    def snippets(self) -> Locator:
        return self.page.get_by_test_id("snippet")

    @property
    def empty(self) -> Locator:
        return self.page.get_by_test_id("empty")

    @property
    def status(self) -> Locator:
        return self.page.locator("#search-status")

    @property
    def trouble(self) -> Locator:
        return self.page.locator("#search-trouble")

    @property
    def clear(self) -> Locator:
        return self.page.get_by_role("link", name="Clear all")

    @property
    def chosen(self) -> Locator:
        """The links of the values that are chosen or hidden, above the results."""
        return self.page.get_by_role("list", name="Filters in use").locator("[data-control]")

    def chip(self, value: str, facet: str = "category") -> Locator:
        return self.page.locator(f"[data-facet={facet}][data-value='{value}']")

    def count(self, value: str, facet: str = "category") -> Locator:
        return self.chip(value, facet).get_by_test_id("count")

    def exclude(self, label: str) -> Locator:
        """A toggle button; a link without JavaScript."""
        button, link = (self.page.get_by_role(role, name=f"Hide {label}", exact=True) for role in ("button", "link"))
        return button.or_(link)

    def sort(self, label: str) -> Locator:
        return self.page.get_by_role("list", name="Order").get_by_role("link", name=label)

    def page_link(self, name: str) -> Locator:
        return self.page.get_by_role("navigation", name="Pages of results").get_by_role("link", name=name)

    def type(self, text: str) -> None:
        """Type key by key, without waiting for results."""
        self.box.press_sequentially(text, delay=20)

    def search(self, text: str) -> None:
        """Type, and wait for the results of the whole text."""
        self.type(text)
        words = self.box.input_value().strip()
        expect(self.page.locator("#results-heading")).to_contain_text(f"“{words}”")

    def remember_document(self) -> None:
        """Mark the window; no navigation keeps the mark."""
        self.page.evaluate("window.remembered = true")

    def expect_same_document(self) -> None:
        assert self.page.evaluate("window.remembered === true"), "the page was reloaded"

    def expect_chosen(self, place: Locator, *, chosen: bool = True) -> None:
        """Expect it of a check box, a toggle button, an order; without JavaScript of the link of a value."""
        expect(place.and_(self.page.locator(CHOSEN))).to_have_count(1 if chosen else 0)

    def expect_in_use(self, *names: str) -> None:
        """Expect these links to be all that remove a value."""
        expect(self.chosen).to_have_count(len(names))
        for number, name in enumerate(names):
            expect(self.chosen.nth(number)).to_have_accessible_name(name)

    def expect_whole_page(self) -> None:
        """Expect a page with masthead and search box, not a fragment."""
        expect(self.page.get_by_role("link", name="Broadsheet", exact=True)).to_be_visible()
        expect(self.box).to_be_visible()


def go_back(page: Page) -> None:
    """Go back as the browser's button does, and wait for nothing: in Firefox Playwright would wait for a document.

    After the evaluation has ended: where another document follows, its context may be gone before it is answered.
    """
    page.evaluate("void setTimeout(() => history.back())")


def go_forward(page: Page) -> None:
    page.evaluate("void setTimeout(() => history.forward())")


def sign_in(page: Page, name: str, password: str = PASSWORD, *, at: str = "/accounts/login/") -> None:
    page.goto(at)
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def write_article(page: Page, *, title: str, text: str, category: str = "Tech") -> None:
    """Fill in the form that is open, and save it."""
    page.get_by_label("Title").fill(title)
    page.get_by_label("Category").fill(category)
    page.get_by_role("textbox", name="Text").fill(text)
    page.get_by_role("button", name="Save", exact=True).click()


def add_article(page: Page, *, title: str, text: str) -> str:
    """Add an article and return its address."""
    page.goto("/articles/new/")
    write_article(page, title=title, text=text)
    expect(page.get_by_text(f"“{title}” was added.")).to_be_visible()
    return page.url
