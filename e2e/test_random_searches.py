"""Fifty searches with words from the bundled articles: each hit opens at its first match, and next visits each once."""

import csv
import random
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from playwright.sync_api import Page

import catalog
from e2e.complaints import Complaints, NewContext

SAMPLE = Path(catalog.__file__).parent / "sample" / "articles.csv"
SEARCHES = 50
PHONE = {"width": 390, "height": 600}
WORD = re.compile(r"\b[a-z]{8,}\b")
# The first match, and what is seen where it stands.
FIRST_IN_VIEW = """async () => {
  await document.fonts.ready;
  const mark = document.querySelector("mark[id]");
  if (!mark) return "no match";
  const {left, top, width, height} = mark.getClientRects()[0];
  const shown = document.elementFromPoint(left + width / 2, top + height / 2);
  return mark.contains(shown) ? "" : `at ${top} of ${innerHeight}`;
}"""


def searches() -> Iterator[str]:
    """Two words of one article each time, the same ones in every run."""
    chosen = random.Random(11)  # nothing secret
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        texts = [row["content"].split("\n")[-1] for row in csv.DictReader(file)]
    texts = [text for text in texts if len(WORD.findall(text)) > 1]
    for text in chosen.choices(texts, k=SEARCHES):
        yield " ".join(chosen.sample(WORD.findall(text), 2)) + " "


@pytest.fixture
def phone(new_context: NewContext) -> Page:
    page = new_context(viewport=PHONE).new_page()
    page.route("**/similar/", lambda route: route.abort())
    return page


@pytest.mark.parametrize("text", tuple(searches()))
def test_each_hit_opens_at_its_first_match_and_next_visits_each_once(
    phone: Page, text: str, complaints: Complaints
) -> None:
    complaints.expect("ERR_FAILED|htmx:sendError")  # the similar articles, which are left out
    found = phone.request.get(f"/search.json?{urlencode({'q': text, 'size': 50})}").json()
    phone.goto(f"/?{urlencode({'q': text})}")
    address = phone.get_by_test_id("hit-title").first.get_attribute("href")
    visited = []
    while address:
        phone.goto(urljoin(phone.url, address))
        visited.append(urlsplit(phone.url).path)
        assert phone.evaluate(FIRST_IN_VIEW) == "", phone.url
        following = phone.get_by_role("link", name="Next", exact=True)
        address = following.get_attribute("href") if following.count() else None
    assert visited == [hit["url"] for hit in found["hits"]]
    assert len(visited) == found["total"]["value"]
