"""What crawlers are told."""

import re
from datetime import UTC, datetime
from itertools import chain
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from bson import ObjectId
from django.test import Client

from catalog.models import Article, collection_of
from search.tests.factories import index_titles, keep_articles, new_article
from search.tests.unavailable import mongodb_unavailable
from search.web import crawlers

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
AGENT = "Anybot"


def locations(client: Client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return [found.text or "" for found in ET.fromstring(response.content).iter(f"{MAP}loc")]


@pytest.fixture
def seven(archive: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Seven articles, and three a sitemap. Return their addresses."""
    monkeypatch.setattr(crawlers, "SITEMAP_SIZE", 3)
    articles = [new_article(pk=ObjectId(f"{number:024}")) for number in range(1, 8)]
    keep_articles(*articles)
    return [f"http://testserver{article.get_absolute_url()}" for article in articles]


@pytest.mark.servers
def test_the_sitemaps_have_every_article_once(seven: list[str], client: Client) -> None:
    maps = locations(client, "/sitemap.xml")
    pages = [locations(client, each.removeprefix("http://testserver")) for each in maps]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [*chain(*pages)] == seven


@pytest.mark.servers
def test_articles_with_later_ids_leave_the_sitemaps_before_them_as_they_were(seven: list[str], client: Client) -> None:
    before = locations(client, "/sitemap.xml")
    keep_articles(new_article(), new_article(), new_article())
    assert locations(client, "/sitemap.xml")[:3] == before


@pytest.mark.servers
@pytest.mark.usefixtures("archive")
def test_an_address_has_the_time_of_its_last_change(client: Client) -> None:
    article = new_article(updated_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    keep_articles(article)
    page = client.get(f"/sitemaps/{article.pk}.xml").content
    assert [found.text for found in ET.fromstring(page).iter(f"{MAP}lastmod")] == ["2026-01-02T03:04:05+00:00"]


@pytest.mark.servers
@pytest.mark.usefixtures("archive")
def test_what_other_programs_stored_is_listed_too(client: Client) -> None:
    collection_of(Article).insert_many([{"title": 5, "updated_at": "yesterday"}, {"title": "x"}, {"_id": "word"}])
    (page,) = locations(client, "/sitemap.xml")
    assert len(locations(client, page.removeprefix("http://testserver"))) == 2


@pytest.mark.servers
@pytest.mark.usefixtures("archive")
def test_an_empty_archive_has_an_empty_sitemap(client: Client) -> None:
    assert locations(client, "/sitemap.xml") == []
    assert client.get(f"/sitemaps/{'0' * 24}.xml").status_code == 404


@pytest.mark.servers
def test_the_index_of_the_sitemaps_reads_no_article(seven: list[str]) -> None:
    plan: dict[str, Any] = crawlers.ids_from(crawlers.FIRST_ID).skip(3).limit(1).explain()
    assert plan["executionStats"]["totalDocsExamined"] == 0
    assert plan["executionStats"]["totalKeysExamined"] <= 5


@pytest.mark.servers
@pytest.mark.parametrize("path", ["/sitemap.xml", f"/sitemaps/{'0' * 24}.xml"])
def test_without_mongodb_crawlers_shall_come_again(client: Client, path: str, archive: None) -> None:
    with mongodb_unavailable("refuses"):
        response = client.get(path)
    assert (response.status_code, "Retry-After" in response) == (503, True)


@pytest.fixture
def rules(client: Client) -> RobotFileParser:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    parser = RobotFileParser()
    parser.parse(response.content.decode().splitlines())
    return parser


def test_robots_may_read_what_they_must_to_see_that_it_is_not_to_be_kept(rules: RobotFileParser) -> None:
    paths = (
        "/",
        "/?q=war&category=sport",
        "/articles/",
        f"/articles/{'0' * 24}/",
        "/search.atom?q=war",
        "/static/x.css",
    )
    assert [path for path in paths if not rules.can_fetch(AGENT, path)] == []


def test_robots_stay_out_of_what_is_for_people_only(rules: RobotFileParser) -> None:
    paths = ("/admin/", "/accounts/login/", "/articles/new/", "/search.csv?q=war", "/search.json")
    assert [path for path in paths if rules.can_fetch(AGENT, path)] == []
    assert rules.site_maps() == ["http://testserver/sitemap.xml"]


def robots_of(page: str) -> list[str]:
    return re.findall(r'<meta name="robots" content="([^"]*)">', page)


def canonical_of(page: str) -> list[str]:
    return re.findall(r'<link rel="canonical" href="([^"]*)">', page)


@pytest.fixture
def some_wars(index: None) -> None:
    index_titles(*(f"War {number}" for number in range(12)))


@pytest.mark.servers
@pytest.mark.usefixtures("some_wars")
@pytest.mark.parametrize("query", ["q=war", "category=sport", "page=2", "q=", "utm_source=x"])
def test_a_search_is_not_kept_and_its_links_not_followed(client: Client, query: str) -> None:
    page = client.get(f"/?{query}").content.decode()
    assert robots_of(page) == ["noindex, nofollow"]
    assert canonical_of(page) == []


@pytest.mark.servers
@pytest.mark.usefixtures("some_wars")
def test_the_first_page_is_kept(client: Client) -> None:
    page = client.get("/").content.decode()
    assert (robots_of(page), canonical_of(page)) == ([], ["http://testserver/"])


@pytest.mark.servers
@pytest.mark.usefixtures("some_wars")
@pytest.mark.parametrize("path", ["/search.json", "/search.atom", "/search.csv"])
def test_other_forms_are_not_kept(client: Client, path: str) -> None:
    assert client.get(f"{path}?q=war")["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.servers
@pytest.mark.usefixtures("some_wars")
def test_a_shared_search_says_what_it_is(client: Client) -> None:
    page = client.get("/?q=war&sort=title").content.decode()
    told = dict(re.findall(r'<meta property="og:(\w+)"\s+content="([^"]*)">', page))
    assert told["title"] == "“war” · Broadsheet"
    assert told["description"].startswith("12 articles for “war”")
    assert told["url"] == "http://testserver/?q=war&amp;sort=title"


@pytest.mark.servers
@pytest.mark.usefixtures("some_wars")
def test_the_other_forms_are_linked_in_the_head_and_below_the_results(client: Client) -> None:
    page = client.get("/?q=war&sort=title&page=2").content.decode()
    addresses = {
        "application/atom+xml": "/search.atom?q=war&amp;size=50",
        "text/csv": "/search.csv?q=war&amp;sort=title",
        "application/json": "/search.json?q=war&amp;sort=title&amp;page=2",
    }
    head, _, results = page.partition('id="results"')
    for kind, address in addresses.items():
        assert re.search(rf'<link rel="alternate"\s+type="{re.escape(kind)}"[^>]*href="{re.escape(address)}"', head)
        assert re.search(rf'href="{re.escape(address)}"\s+type="{re.escape(kind)}"', results)
