"""Edit at a hit leads to its form, and Save back to the same results, at the same place, with the new title."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.complaints import NewContext
from e2e.pages import go_back
from e2e.running_site import RunningSite
from e2e.selecting import Selecting, add_articles, titles_of


def top_of(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["y"]


def edit(page: Page, old: str) -> None:
    page.get_by_role("link", name=f"Edit “{old}”").click()
    expect(page.get_by_label("Title")).to_have_value(old)


def save(page: Page, title: str) -> None:
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Save", exact=True).click()


@pytest.mark.parametrize(("width", "word"), [(390, "pademelon"), (1280, "bilby")])
def test_the_editor_is_back_at_the_same_place_with_the_new_title(
    site: RunningSite, anna: Page, width: int, word: str
) -> None:
    ids = add_articles(site, word, 12)
    titles = titles_of(word, 12)
    anna.set_viewport_size({"width": width, "height": 844})
    results = Selecting(anna)
    results.open(word)
    anna.get_by_role("link", name="More articles").click()
    expect(results.search.titles).to_have_count(12)
    hit = results.search.titles.nth(10)
    hit.evaluate("link => link.scrollIntoView({block: 'center'})")
    before = top_of(hit)
    edit(anna, titles[10])
    save(anna, f"Another {word}")
    expect(anna).to_have_url(re.compile(rf"/\?q={word}&sort=newest&first=1&page=2#hit-{ids[10]}$"))
    expect(hit).to_have_text(f"Another {word}")
    expect(hit).to_be_focused()
    expect(results.search.hits.nth(10)).to_contain_text("Saved")
    anna.wait_for_function("top => Math.abs(document.activeElement.getBoundingClientRect().top - top) < 3", arg=before)
    # Typing goes on from here as ever.
    results.search.box.fill(f"{word} noon")
    expect(results.search.titles).to_have_count(10)
    expect(anna).to_have_url(f"/?q={word}+noon&sort=newest")


def test_cancel_and_back_lead_there_too(site: RunningSite, anna: Page) -> None:
    add_articles(site, "potoroo", 3)
    titles = titles_of("potoroo", 3)
    results = Selecting(anna)
    results.open("potoroo")
    edit(anna, titles[2])
    anna.get_by_role("link", name="Cancel").click()
    expect(results.search.titles.nth(2)).to_be_focused()
    edit(anna, titles[2])
    go_back(anna)
    expect(results.search.titles).to_have_text(titles)


def test_the_text_that_the_browser_kept_is_forgotten_there(site: RunningSite, anna: Page) -> None:
    add_articles(site, "cuscus", 1)
    (title,) = titles_of("cuscus", 1)
    results = Selecting(anna)
    results.open("cuscus")
    edit(anna, title)
    save(anna, "The cuscus at night")
    expect(results.search.titles).to_have_text("The cuscus at night")
    kept = "Object.keys(localStorage).filter(name => name.startsWith('broadsheet-draft.')).length"
    anna.wait_for_function(f"() => {kept} === 0")


def test_without_javascript_the_browser_goes_to_the_hit(site: RunningSite, new_context: NewContext, anna: Page) -> None:
    ids = add_articles(site, "wallaroo", 10)
    titles = titles_of("wallaroo", 10)
    page = new_context(storage_state=anna.context.storage_state(), java_script_enabled=False).new_page()
    results = Selecting(page)
    results.open("wallaroo")
    edit(page, titles[8])
    save(page, "Another wallaroo")
    expect(page).to_have_url(re.compile(rf"#hit-{ids[8]}$"))
    expect(results.search.titles.nth(8)).to_have_text("Another wallaroo")
    expect(results.search.titles.nth(8)).to_be_in_viewport()
