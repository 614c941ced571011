"""The same search for a feed reader, a spreadsheet and a program, and what is told to the world."""

import csv
import io
import re
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Locator, expect

from e2e.archive import CAPYBARAS, capybara_title
from e2e.complaints import Complaints
from e2e.pages import SearchPage

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def capybaras(search: SearchPage) -> SearchPage:
    search.open(q="capybara")
    return search


def other_form(search: SearchPage, label: str) -> Locator:
    return search.page.get_by_role("list", name="This search elsewhere").get_by_role("link", name=label)


def test_the_table_has_every_article_found(capybaras: SearchPage) -> None:
    with capybaras.page.expect_download() as download:
        other_form(capybaras, "Table of all articles (CSV)").click()
    assert download.value.suggested_filename == "search.csv"
    table = download.value.path().read_bytes()
    assert table.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert {row["title"] for row in rows} == {capybara_title(number) for number in range(1, CAPYBARAS + 1)}
    assert len(rows) == CAPYBARAS


def test_the_feed_has_the_newest_article_first(capybaras: SearchPage) -> None:
    feed = capybaras.page.request.get(other_form(capybaras, "Feed of new articles").get_attribute("href") or "")
    entries = ET.fromstring(feed.text()).findall(f"{ATOM}entry")
    assert entries[0].findtext(f"{ATOM}title") == capybara_title(CAPYBARAS)
    assert len(entries) == CAPYBARAS


def test_the_links_in_the_head_follow_what_is_typed(capybaras: SearchPage) -> None:
    feed = capybaras.page.locator("link[rel=alternate][type='application/atom+xml']")
    expect(feed).to_have_attribute("href", "/search.atom?q=capybara&size=50")
    capybaras.box.fill("capybara meadow")
    expect(feed).to_have_attribute("href", re.compile(r"/search\.atom\?q=capybara\+meadow&size=50$"))


def test_only_orders_that_can_differ_are_offered(capybaras: SearchPage) -> None:
    orders = capybaras.page.get_by_role("list", name="Order")
    expect(orders.get_by_role("link")).to_have_text(["Best match", "Newest first", "Oldest first", "Title A–Z"])
    capybaras.sort("Oldest first").click()
    expect(capybaras.titles.first).to_have_text(capybara_title(1))
    capybaras.open()
    expect(orders.get_by_role("link")).to_have_text(["Newest first", "Oldest first", "Title A–Z"])
    expect(capybaras.sort("Newest first")).to_have_attribute("aria-current", "true")
    capybaras.open(q="oryx")
    expect(capybaras.hits).to_have_count(1)
    expect(orders).to_have_count(0)


def test_an_article_tells_of_itself_and_the_policy_for_scripts_lets_it(
    capybaras: SearchPage, complaints: Complaints
) -> None:
    page = capybaras.page
    page.goto(page.url.partition("?")[0] + (capybaras.titles.first.get_attribute("href") or "")[1:])
    told = page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)")
    assert told["@type"] == "NewsArticle"
    assert told["headline"] == page.get_by_role("heading", level=1).inner_text()
    assert told["url"] == page.locator("link[rel=canonical]").get_attribute("href")
    assert complaints.unexpected == []


def test_the_icons_of_the_page_are_there(capybaras: SearchPage) -> None:
    page = capybaras.page
    touch = page.locator("link[rel=apple-touch-icon]").get_attribute("href") or ""
    size = page.evaluate(
        "async (address) => { const icon = new Image(); icon.src = address; await icon.decode(); return icon.width; }",
        touch,
    )
    assert size == 180
    assert len(page.request.get(touch).body()) < 5_000
