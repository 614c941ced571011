"""A form in which 1,000 characters are written."""

from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, expect

from e2e.running_site import PASSWORD

TEXT = "The lyrebird repeated every word of it. " * 25
assert len(TEXT) == 1_000
DRAFTS = "Object.keys(localStorage).filter(name => name.startsWith('broadsheet-draft.')).length"


@dataclass(frozen=True)
class Writing:
    """An article that is being written in a browser of its own, by whom the name says."""

    page: Page
    name: str = "anna"

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def text(self) -> Locator:
        return self.page.get_by_role("textbox", name="Text")

    def open(self, address: str = "/articles/new/") -> None:
        self.page.goto(address)

    def type(self, title: str) -> None:
        """Type 1,000 characters, and wait until the browser has kept them."""
        self.page.get_by_label("Title").fill(title)
        self.page.get_by_label("Category").fill("Tech")
        self.text.fill(TEXT)
        self.page.wait_for_function(f"() => {DRAFTS} === 1")

    def close_and_open_again(self, title: str) -> "Writing":
        """Type it, close the page, and open the form of a new article in another one."""
        self.type(title)
        again = Writing(self.context.new_page(), self.name)
        self.page.close()
        again.open()
        return again

    def save(self) -> None:
        self.page.get_by_role("button", name="Save", exact=True).click()

    def expect_saved(self, title: str, what: str = "added") -> None:
        expect(self.page.get_by_text(f"“{title}” was {what}.")).to_be_visible()
        expect(self.page.get_by_role("article")).to_contain_text(TEXT.strip())
        self.page.wait_for_function(f"() => {DRAFTS} === 0")

    def restore(self) -> None:
        expect(self.page.get_by_role("heading", name="You have unsaved text of ")).to_be_visible()
        self.page.get_by_role("button", name="Restore").click()
        expect(self.text).to_have_value(TEXT)

    def sign_in_there(self) -> None:
        expect(self.text).to_have_value(TEXT)
        self.page.get_by_label("Username").fill(self.name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in and save").click()


def expect_nothing_offered(page: Page) -> None:
    offer = page.locator("[data-kept]")
    expect(offer).to_have_attribute("data-kept", "looked")
    expect(offer).to_be_hidden()
