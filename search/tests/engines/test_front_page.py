"""The page with which the site opens: the newest articles, or the sections of an archive without dates."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from search.tests.asking import html, titles
from search.tests.factories import Choose, index_article, index_titles
from search.tests.recording import record_requests

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]


def sections(page: str) -> dict[str, list[str]]:
    """Return the titles of each section."""
    found = re.findall(r'<h3 id="section-\d+".*?<a [^>]*>([^<]*)</a>(.*?)</section>', page, re.DOTALL)
    return {name: re.findall(r'class="entry-title"[^>]*>([^<]*)<', rest) for name, rest in found}


@pytest.fixture
def undated(index: None) -> None:
    for number in range(1, 6):
        changed = datetime(2026, 1, number, tzinfo=UTC)
        index_article(title=f"Sport {number}", category="sport", published_at=None, updated_at=changed)
    index_article(title="Tech 1", category="tech", published_at=None)


@pytest.mark.usefixtures("undated")
def test_without_dates_it_has_the_sections_each_with_what_was_last_added(categories: Choose) -> None:
    categories("tech", "sport")
    assert sections(html()) == {"Tech": ["Tech 1"], "Sport": ["Sport 5", "Sport 4", "Sport 3"]}


@pytest.mark.usefixtures("undated")
def test_a_section_leads_to_all_of_its_articles() -> None:
    assert 'href="?category=sport"' in html().partition('class="sections"')[2]


@pytest.mark.usefixtures("undated")
@pytest.mark.parametrize(
    "parameters", [{"q": "sport"}, {"category": "sport"}, {"page": 2, "size": 5}, {"sort": "title"}]
)
def test_only_the_front_page_has_sections(parameters: dict[str, Any]) -> None:
    assert sections(html(**parameters)) == {}


def test_with_dates_it_has_the_newest_and_no_sections() -> None:
    for year in (2003, 2005, 2004):
        index_article(title=f"War {year}", published_at=datetime(year, 1, 1, tzinfo=UTC))
    index_titles("Undated", published_at=None)
    assert titles() == ["War 2005", "War 2004", "War 2003", "Undated"]
    assert sections(html()) == {}


@pytest.mark.usefixtures("undated")
def test_it_takes_one_request_and_where_there_are_dates_asks_for_no_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    requests = record_requests(monkeypatch)
    html()
    assert len(requests) == 1
    assert "sections" in requests.last["aggs"]
    index_titles("War")
    html()
    html()
    assert len(requests) == 3
    assert "sections" not in requests.last["aggs"]
