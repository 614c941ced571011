"""Keys that lead to the search box from every page, and what a reader can switch off."""

import gzip

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.archive import CAPYBARAS
from e2e.complaints import Complaints, NewContext
from e2e.lines import Traffic
from e2e.pages import SearchPage, go_back

PAGES = ["/", "/?q=capybara", "/articles/", "/accounts/login/", "article", "similar"]
PRESS = "([key, code]) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, keyCode: code, bubbles: true, cancelable: true}))"  # noqa: E501  # one call


def open_page(page: Page, address: str) -> None:
    if address not in {"article", "similar"}:
        page.goto(address)
        return
    search = SearchPage(page)
    search.open(q="capybara")
    article = search.titles.first.get_attribute("href")
    page.goto(f"{article}similar/" if address == "similar" else f"{article}")


def expect_in_the_box(page: Page) -> None:
    expect(SearchPage(page).box).to_be_focused()


def settings(page: Page, label: str) -> Locator:
    control = page.get_by_role("checkbox", name=label)
    if not control.is_visible():
        page.get_by_role("button", name="Tips and settings").click()
    return control


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_a_key_leads_to_the_box_from_every_page(page: Page, address: str, key: str) -> None:
    open_page(page, address)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(key)
    expect_in_the_box(page)
    assert "/" not in SearchPage(page).box.input_value()


@pytest.mark.parametrize("key", ["/", "Control+k"])
@pytest.mark.parametrize("address", ["/nothing/", "/articles/000000000000000000000000/"])
def test_a_key_leads_to_the_box_from_a_page_that_is_not_there(
    page: Page, complaints: Complaints, address: str, key: str
) -> None:
    complaints.expect("404")
    page.goto(address)
    expect(page.get_by_role("heading", level=1, name="Page not found")).to_be_visible()
    page.keyboard.press(key)
    expect_in_the_box(page)


def test_a_key_leads_to_the_box_from_a_refusal(page: Page, complaints: Complaints) -> None:
    complaints.expect("403")
    page.goto("/accounts/login/")
    page.context.clear_cookies()
    page.get_by_role("button", name="Sign in").evaluate("button => { button.form.noValidate = true; button.click(); }")
    expect(page.get_by_role("heading", level=1, name="This form has expired")).to_be_visible()
    page.keyboard.press("/")
    expect_in_the_box(page)


@pytest.mark.parametrize("key", ["/", "Control+k"])
@pytest.mark.parametrize("name", ["new", "edit", "delete"])
def test_a_key_leads_to_the_box_from_a_form_in_which_nothing_was_written(anna: Page, name: str, key: str) -> None:
    if name == "new":
        anna.goto("/articles/new/")
    else:
        open_page(anna, "article")
        anna.goto(f"{anna.url.partition('?')[0]}{name}/")
    expect(anna.locator("main form")).to_be_visible()
    anna.evaluate("document.activeElement.blur()")
    anna.keyboard.press(key)
    expect_in_the_box(anna)


def test_control_k_works_in_a_field_too(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Username").focus()
    page.keyboard.press("Control+k")
    expect_in_the_box(page)


def test_a_slash_in_a_field_is_a_slash(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Username").focus()
    page.keyboard.press("/")
    expect(page.get_by_label("Username")).to_have_value("/")


def test_no_key_leaves_a_form_in_which_something_was_written(anna: Page) -> None:
    anna.goto("/articles/new/")
    anna.get_by_label("Title").fill("An hour's work")
    for key in ("Control+k", "/"):
        anna.keyboard.press(key)
    anna.evaluate("document.activeElement.blur()")
    for key in ("Control+k", "/"):
        anna.keyboard.press(key)
    expect(anna.get_by_label("Title")).to_have_value("An hour's work/")


def test_single_keys_can_be_switched_off_on_every_page(page: Page) -> None:
    page.goto("/")
    settings(page, "The key /").uncheck()
    expect(page.locator("#search-hint")).not_to_contain_text("/", use_inner_text=True)
    open_page(page, "article")
    page.keyboard.press("/")
    page.keyboard.press("Control+k")
    expect_in_the_box(page)
    page.goto("/")
    expect(settings(page, "The key /")).not_to_be_checked()
    page.get_by_role("link", name="Search", exact=True).focus()
    page.keyboard.press("/")
    expect(page.get_by_role("link", name="Search", exact=True)).to_be_focused()
    settings(page, "The key /").check()
    page.get_by_role("link", name="Search", exact=True).focus()
    page.keyboard.press("/")
    expect_in_the_box(page)


def test_results_as_one_types_can_be_switched_off(page: Page) -> None:
    traffic = Traffic()
    traffic.listen_to(page)
    page.goto("/")
    settings(page, "Results as I type").uncheck()
    search = SearchPage(page)
    search.type("capybara")
    search.box.press("Escape")
    search.type("capybara")
    assert traffic.sent == []
    search.box.press("Enter")
    expect(search.total).to_have_text(str(CAPYBARAS))
    page.reload()
    search.box.press("End")
    search.type(" wetland")
    search.chip("sport").click()
    expect(page).to_have_url("/?q=capybara+wetland&category=sport")
    assert len(traffic.sent) == 2


def test_words_that_were_not_asked_for_are_in_the_box_after_the_way_back(page: Page) -> None:
    page.goto("/?q=capybara")
    settings(page, "Results as I type").uncheck()
    search = SearchPage(page)
    search.box.press("End")
    search.type(" wetl")
    search.titles.first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    go_back(page)
    expect(search.box).to_have_value("capybara wetl")
    expect(page).to_have_url("/?q=capybara")


def test_the_server_reads_the_settings(new_context: NewContext, base_url: str) -> None:
    context = new_context()
    context.add_cookies([{"name": "broadsheet-off", "value": "instant.keys.<b>", "url": base_url}])
    html = context.request.get(base_url).text()
    assert 'data-off="instant keys"' in html
    assert html.count("data-setting") == 2
    assert "checked" not in html
    plain = new_context(java_script_enabled=False).new_page()
    plain.goto("/")
    plain.get_by_role("button", name="Tips and settings").click()
    expect(plain.get_by_text("this exact phrase")).to_be_visible()
    expect(plain.get_by_role("heading", name="Settings")).to_be_hidden()


@pytest.mark.parametrize(("key", "code"), [("/", 229), ("ArrowDown", 229), ("Escape", 229)])
def test_no_key_of_an_input_method_acts(search_page: SearchPage, key: str, code: int) -> None:
    page = search_page.page
    search_page.search("capybara")
    place = page.locator("#results-heading") if key == "/" else search_page.box
    place.focus()
    assert page.evaluate(PRESS, [key, code]), "the key was taken"
    expect(place).to_be_focused()
    expect(search_page.box).to_have_value("capybara")


def test_the_enter_that_ends_a_composition_does_not_search(search_page: SearchPage) -> None:
    page = search_page.page
    traffic = Traffic()
    traffic.listen_to(page)
    search_page.box.focus()
    page.evaluate(PRESS, ["Enter", 229])
    page.evaluate("document.getElementById('search-form').requestSubmit()")
    page.evaluate("new Promise(later => setTimeout(later, 200))")
    assert traffic.sent == []
    page.evaluate(PRESS, ["Enter", 13])
    with page.expect_request("**/"):
        page.evaluate("document.getElementById('search-form').requestSubmit()")


def test_the_scripts_of_a_page_are_small(page: Page) -> None:
    bodies: dict[str, bytes] = {}
    page.on("response", lambda answer: bodies.update({answer.url: answer.body()}) if ".js" in answer.url else None)
    page.goto("/", wait_until="networkidle")
    assert len(bodies) == 3
    assert sum(len(gzip.compress(body)) for body in bodies.values()) <= 25_000
