"""The form in which editors write."""

import pytest
from playwright.sync_api import Page, expect

from e2e.faults import faults
from e2e.pages import add_article

NEW = "/articles/new/"


def test_beside_the_form_stands_the_article_as_its_page_will_show_it(anna: Page) -> None:
    anna.goto(NEW)
    anna.get_by_label("Title").fill("The <b>bittern</b> booms")
    anna.get_by_label("Author").fill("Jane Doe")
    anna.get_by_role("textbox", name="Text").fill("One.\n\nTwo words.")
    preview = anna.get_by_role("region", name="Preview")
    expect(preview.get_by_role("heading", name="The <b>bittern</b> booms")).to_be_visible()
    expect(preview.get_by_role("link", name="Jane Doe")).to_be_visible()
    expect(preview.get_by_role("paragraph").filter(has_text="Two words.")).to_be_visible()
    expect(anna.get_by_text("3 words", exact=True)).to_be_visible()
    assert faults(anna) == []


def test_on_a_narrow_page_a_button_opens_the_preview(anna: Page) -> None:
    anna.set_viewport_size({"width": 390, "height": 844})
    anna.goto(NEW)
    anna.get_by_label("Title").fill("The bittern booms")
    preview = anna.get_by_role("region", name="Preview")
    button = anna.get_by_role("button", name="Preview")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(preview).to_be_hidden()
    button.click()
    expect(preview.get_by_role("heading", name="The bittern booms")).to_be_in_viewport()
    expect(anna).to_have_url(NEW)
    assert faults(anna) == []


def test_a_key_saves_and_a_new_category_is_told(anna: Page) -> None:
    anna.goto(NEW)
    anna.get_by_label("Title").fill("The bittern is quiet")
    anna.get_by_role("textbox", name="Text").fill("At last.")
    anna.get_by_label("Category").fill("Ornithology")
    expect(anna.get_by_text("“Ornithology” will be a new category.")).to_be_visible()
    anna.get_by_label("Category").fill("tech")
    expect(anna.get_by_text("will be a new category")).to_have_count(0)
    anna.keyboard.press("ControlOrMeta+s")
    expect(anna.get_by_text("“The bittern is quiet” was added.")).to_be_visible()


def test_a_refused_form_has_the_focus_on_a_summary_that_leads_to_each_field(anna: Page) -> None:
    anna.goto(NEW)
    anna.get_by_label("Source").fill("javascript:alert(1)")
    anna.get_by_role("button", name="Save", exact=True).click()
    summary = anna.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(anna).to_have_title("Error: New article · Broadsheet")
    expect(summary.get_by_role("link")).to_have_count(4)
    for name in ("Text", "Title"):
        summary.get_by_role("link", name=f"{name}: Enter").click()
        field = anna.get_by_role("textbox", name=name)
        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-invalid", "true")
    expect(anna.get_by_label("Title")).to_have_accessible_description("Enter a title.")
    assert faults(anna) == []


@pytest.mark.parametrize("minutes", [1, 5])
def test_typing_tells_the_site_now_and_then_that_somebody_is_there(anna: Page, minutes: int) -> None:
    address = f"{add_article(anna, title='The bittern waits', text='Still.')}edit/"
    anna.clock.install()
    anna.goto(address)
    expect(anna.get_by_role("region", name="Preview").get_by_text("Still.")).to_be_visible()
    asked: list[str] = []
    anna.on("request", lambda request: asked.append(request.url))
    anna.clock.fast_forward(minutes * 60_000)
    with anna.expect_response("**/articles/preview/"):
        anna.get_by_role("textbox", name="Text").fill("And still.")
        anna.clock.run_for(1_000)
    assert sum(url.endswith("/edit/state/") for url in asked) == (minutes > 4)
