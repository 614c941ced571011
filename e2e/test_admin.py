"""Django's admin in the dress of the site: on a phone, in the dark, for the keyboard, and without a script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from e2e.complaints import Complaints, NewContext
from e2e.faults import faults
from e2e.running_site import OPERATOR, PASSWORD, RunningSite
from e2e.test_layout import brightness

WIDTHS = (320, 1280)
TARGET = 40
# What a thumb presses; a link within a sentence is as high as its line.
TARGETS = """
  #header :is(a, button), .object-tools a, .submit-row :is(input, a), .paginator a, .toplinks a, nav a, summary,
  main :is(th, td) a, main li > a:only-child, .actions button, #changelist-search input:not([type=hidden]),
  main :is(select, input:not([type=hidden], [type=checkbox], [type=radio], [type=file]))
"""
PAGES = {
    "first page": "/admin/",
    "app": "/admin/catalog/",
    "articles": "/admin/catalog/article/",
    "articles found": "/admin/catalog/article/?q=capybara&_facets=True",
    "categories": "/admin/catalog/category/",
    "new category": "/admin/catalog/category/add/",
    "imports": "/admin/catalog/importjob/",
    "new import": "/admin/catalog/importjob/add/",
    "synonyms": "/admin/search/synonymgroup/",
    "new synonyms": "/admin/search/synonymgroup/add/",
    "new pick": "/admin/search/editorspick/add/",
    "contract": "/admin/search/expectation/",
    "without results": "/admin/search/zeroresultsearch/",
    "dead letters": "/admin/search/deadletter/",
    "index status": "/admin/search/deadletter/index/",
    "who did what": "/admin/audit/entry/",
    "users": "/admin/auth/user/",
    "new group": "/admin/auth/group/add/",
}


# What Django's scripts make: the icon of a box with an attribute that is not for icons, and the inner part of Select2,
# which says that it is a field of its own.
MADE_BY_DJANGO = ("help-tooltip search-label-icon", 'role="textbox" aria-readonly="true"')


def expect_no_faults(page: Page) -> None:
    found = faults(page, WIDTHS)
    assert [fault for fault in found if not any(made in fault for made in MADE_BY_DJANGO)] == []


def first_of(page: Page, address: str, *, end: str = "") -> None:
    """Open the first object of a list, or another of its pages."""
    page.goto(address)
    link = page.locator("#result_list tbody th a").first.get_attribute("href") or ""
    page.goto(link.partition("?")[0].replace("change/", end) if end else link)


@pytest.fixture(scope="module")
def shared(browser: Browser, base_url: str, sessions: dict[str, StorageState]) -> Iterator[Page]:
    with browser.new_context(base_url=base_url, storage_state=sessions[OPERATOR], locale="en-GB") as context:
        yield context.new_page()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_a_page_of_the_admin(shared: Page, name: str) -> None:
    shared.goto(PAGES[name])
    expect_no_faults(shared)


@pytest.mark.parametrize(
    ("address", "end"),
    [
        ("/admin/catalog/category/", ""),
        ("/admin/catalog/category/", "delete/"),
        ("/admin/catalog/article/", "delete/"),
        ("/admin/catalog/article/", "history/"),
        ("/admin/auth/user/", ""),
        ("/admin/search/synonymgroup/", ""),
    ],
)
def test_axe_finds_nothing_on_the_page_of_an_object(shared: Page, address: str, end: str) -> None:
    first_of(shared, address, end=end)
    expect_no_faults(shared)


def test_axe_finds_nothing_where_something_was_wrong(shared: Page) -> None:
    shared.goto("/admin/search/synonymgroup/add/")
    shared.get_by_label("Terms").fill("film, films")
    shared.get_by_role("button", name="Save", exact=True).click()
    expect(shared.get_by_text("Please correct the error below.")).to_be_visible()
    expect_no_faults(shared)


def test_nothing_overflows_and_a_thumb_hits_what_can_be_pressed(
    new_context: NewContext, sessions: dict[str, StorageState]
) -> None:
    context = new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, storage_state=sessions[OPERATOR]
    )
    page = context.new_page()
    for address in PAGES.values():
        page.goto(address)
        small = page.evaluate(
            """([targets, least]) => [...document.querySelectorAll(targets)]
                 .filter(element => element.checkVisibility({visibilityProperty: true}))
                 .filter(element => element.getBoundingClientRect().height < least)
                 .map(element => element.outerHTML.slice(0, 120))""",
            [TARGETS, TARGET],
        )
        assert small == [], address
        for width in (320, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_it_follows_the_browser_between_light_and_dark_and_has_no_switch_of_its_own(operator: Page) -> None:
    for address in ("/admin/", "/admin/catalog/article/"):
        operator.goto(address)
        expect(operator.get_by_role("button", name=re.compile("theme", re.IGNORECASE))).to_have_count(0)
        operator.emulate_media(color_scheme="light")
        ground, ink = brightness(operator, "body")
        assert ground - ink > 380
        operator.emulate_media(color_scheme="dark")
        ground, ink = brightness(operator, "body")
        assert ink - ground > 380


def test_it_has_the_name_and_the_type_of_the_site_and_leads_back_to_it(operator: Page) -> None:
    operator.goto("/admin/")
    expect(operator).to_have_title("Admin · Broadsheet admin")
    operator.evaluate("document.fonts.ready")
    assert operator.evaluate("document.fonts.check('600 28px Newsreader')")
    assert operator.locator("h1").evaluate("heading => getComputedStyle(heading).fontFamily").startswith("Newsreader")
    operator.get_by_role("link", name="View site").click()
    expect(operator).to_have_url("/")


def test_the_masthead_leads_to_the_admin_who_may_do_something_there(operator: Page, anna: Page) -> None:
    for page, number in ((operator, 1), (anna, 0)):
        for address in ("/", "/articles/", "/?q=capybara"):
            page.goto(address)
            expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Admin")).to_have_count(number)
    operator.set_viewport_size({"width": 390, "height": 844})
    expect(operator.get_by_role("link", name="Admin")).to_be_hidden()
    operator.get_by_role("link", name="Account").click()
    operator.get_by_role("main").get_by_role("link", name="Articles, categories").click()
    expect(operator.get_by_role("heading", name="Admin", level=1)).to_be_visible()


def test_the_first_page_begins_with_the_state_of_the_index(operator: Page, site: RunningSite) -> None:
    operator.goto("/admin/")
    panel = operator.get_by_role("region", name="The search index")
    expect(panel).to_contain_text(re.compile(r"Lag\s+\d+ s behind MongoDB\."))
    expect(panel).to_contain_text(re.compile(r"Worker\s+Running: following\."))
    expect(panel).to_contain_text(re.compile(r"Last comparison\s+Never: run verify_search\."))
    site.manage("verify_search")
    operator.reload()
    expect(panel).to_contain_text("compared, no difference")
    expect(panel).to_contain_text("The live index was begun on")
    panel.get_by_role("link", name="Index status").click()
    expect(operator.get_by_role("heading", name="Index status")).to_be_visible()


def test_the_admin_asks_for_a_sign_in_on_the_sites_page_and_leads_back(page: Page) -> None:
    page.goto("/admin/search/synonymgroup/")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    page.get_by_label("Username").fill(OPERATOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url("/admin/search/synonymgroup/")


def test_what_has_the_keyboard_is_seen(operator: Page) -> None:
    operator.goto("/admin/catalog/article/")
    seen = set()
    for _ in range(12):
        operator.keyboard.press("Tab")
        width = operator.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        seen.add((width, operator.evaluate("getComputedStyle(document.activeElement).outlineStyle")))
    assert seen == {("3px", "solid")}


def test_no_page_of_the_admin_breaks_the_policy_or_asks_for_what_is_not_there(
    operator: Page, complaints: Complaints
) -> None:
    """The browser reports both in its console, and the test fails on them."""
    failed: list[str] = []
    operator.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    for address in PAGES.values():
        operator.goto(address)
        operator.evaluate("document.fonts.ready")
    assert failed == []
    assert complaints.unexpected == []
