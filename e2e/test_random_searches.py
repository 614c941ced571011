"""Searches with words from the bundled articles: next and previous visit each hit once, and each opens at its match.

The visits of fifty searches are plain requests; a browser is asked only where a match stands on the screen.
"""

import csv
import html
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

import catalog
from e2e.complaints import Complaints, NewContext

SAMPLE = Path(catalog.__file__).parent / "sample" / "articles.csv"
SEARCHES = 50
IN_A_BROWSER = 5
PHONE = {"width": 390, "height": 600}
WORD = re.compile(r"\b[a-z]{8,}\b")
STEP = re.compile(r'rel="(prev|next)"\s+href="([^"]+)"')
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


def read(address: str) -> str:
    with urlopen(address, timeout=30.0) as answer:  # the site under test
        text: str = answer.read().decode()
    return text


def found(base_url: str, text: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(read(f"{base_url}/search.json?{urlencode({'q': text, 'size': 50})}"))
    return answer


def first_hit(base_url: str, text: str) -> str:
    results = read(f"{base_url}/?{urlencode({'q': text})}")
    link = re.search(r'id="hit-[^"]+" href="([^"]+)"', results)
    assert link, f"nothing found for {text!r}"
    return html.unescape(link[1])


def steps(page: str) -> dict[str, str]:
    """Return the addresses of the previous and the next article, by `prev` and `next`."""
    return {name: html.unescape(address) for name, address in STEP.findall(page)}


def test_next_and_previous_visit_each_hit_of_a_search_once_and_each_has_a_match(base_url: str) -> None:
    for text in searches():
        address, before, visited = first_hit(base_url, text), None, []
        while address:
            page = read(urljoin(base_url, address))
            assert 'id="match-1"' in page, address
            back = steps(page).get("prev")
            assert (back and urlsplit(back).path) == before, address
            before = urlsplit(address).path
            visited.append(before)
            address = steps(page).get("next", "")
        answer = found(base_url, text)
        assert visited == [hit["url"] for hit in answer["hits"]], text
        assert len(visited) == answer["total"]["value"], text


@pytest.fixture
def phone(new_context: NewContext) -> Page:
    page = new_context(viewport=PHONE).new_page()
    page.route("**/similar/", lambda route: route.abort())
    return page


def test_each_hit_opens_with_its_first_match_in_view(phone: Page, base_url: str, complaints: Complaints) -> None:
    complaints.expect("ERR_FAILED|htmx:sendError")  # the similar articles, which are left out
    for text in tuple(searches())[:IN_A_BROWSER]:
        address = first_hit(base_url, text)
        while address:
            phone.goto(urljoin(base_url, address))
            assert phone.evaluate(FIRST_IN_VIEW) == "", phone.url
            following = phone.get_by_role("link", name="Next", exact=True)
            address = (following.get_attribute("href") or "") if following.count() else ""
