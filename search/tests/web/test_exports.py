"""The Atom feed and the OpenSearch description."""

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from search.tests.asking import address
from search.tests.factories import index_article, index_articles, new_article

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(**parameters: Any) -> ET.Element:
    response = Client().get(address("/search.atom", **parameters))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)


def titles(of: ET.Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in of.findall(f"{ATOM}entry")]


def only(parent: ET.Element, name: str) -> str:
    """Return the text of the one element of that name: RFC 4287 allows no second."""
    (found,) = parent.findall(f"{ATOM}{name}")
    return found.text or ""


def links(of: ET.Element) -> dict[str | None, str | None]:
    return {link.get("rel"): link.get("href") for link in of.findall(f"{ATOM}link")}


@pytest.fixture
def three_wars(index: None) -> None:
    index_article(title="War 2003", published_at=datetime(2003, 1, 1, tzinfo=UTC), author=["Ann Ho", "Jo Ng"])
    index_article(title="War & <peace>\x0b", published_at=None, content="A 1 < 2 war.", updated_at=None)
    index_article(
        title="War 2005",
        published_at=datetime(2005, 1, 1, tzinfo=UTC),
        updated_at=datetime(2006, 7, 8, 9, 10, tzinfo=UTC),
        category="world news",
    )


@pytest.mark.servers
@pytest.mark.usefixtures("three_wars")
def test_the_feed_has_what_the_standard_demands() -> None:
    """RFC 4287: an id, a title and one date for the feed and for each entry, and an author for all of them."""
    whole = feed(q="war")
    entries = whole.findall(f"{ATOM}entry")
    assert len(entries) == 3
    for each in (whole, *entries):
        assert only(each, "id").startswith("http://testserver/")
        assert only(each, "title")
        assert datetime.fromisoformat(only(each, "updated")).tzinfo
    assert len({only(entry, "id") for entry in entries}) == 3
    assert [name.text for name in whole.findall(f"{ATOM}author/{ATOM}name")] == ["Broadsheet"]
    assert only(whole, "updated") == max(only(entry, "updated") for entry in entries)
    assert links(whole) == {
        "alternate": "http://testserver/?q=war&sort=newest",
        "self": "http://testserver/search.atom?q=war",
    }


@pytest.mark.servers
@pytest.mark.usefixtures("three_wars")
def test_an_entry_tells_of_its_article_and_survives_control_characters() -> None:
    newest, older, undated = feed(q="war").findall(f"{ATOM}entry")
    assert only(newest, "published") == "2005-01-01T00:00:00+00:00"
    assert only(newest, "updated") == "2006-07-08T09:10:00+00:00"
    assert [each.get("term") for each in newest.findall(f"{ATOM}category")] == ["world news"]
    assert [name.text for name in older.findall(f"{ATOM}author/{ATOM}name")] == ["Ann Ho", "Jo Ng"]
    assert only(undated, "title") == "War & <peace> "
    assert only(undated, "summary") == "A 1 &lt; 2 <mark>war</mark>."
    assert links(undated)["alternate"] == only(undated, "id")
    assert datetime.fromisoformat(only(undated, "updated")).year >= 2026  # when it was made


@pytest.mark.servers
@pytest.mark.usefixtures("three_wars")
@pytest.mark.parametrize("parameters", [{}, {"page": 2}, {"sort": "relevance"}, {"first": 1, "page": 3}])
def test_the_newest_come_first(parameters: dict[str, Any]) -> None:
    assert titles(feed(q="war", **parameters))[:2] == ["War 2005", "War 2003"]


@pytest.mark.servers
@pytest.mark.usefixtures("three_wars")
def test_another_order_is_kept() -> None:
    assert titles(feed(q="war", sort="oldest"))[0] == "War 2003"


@pytest.mark.servers
@pytest.mark.usefixtures("index")
def test_a_feed_holds_as_many_entries_as_are_asked_for() -> None:
    index_articles(*(new_article() for _ in range(12)))
    assert [len(titles(feed(size=size))) for size in ("", 11, 50)] == [10, 11, 12]


@pytest.mark.servers
@pytest.mark.usefixtures("index")
def test_a_feed_without_entries_has_a_date_too() -> None:
    assert only(feed(q="nothing"), "updated")


def test_the_opensearch_description_has_the_address_of_the_search(client: Client) -> None:
    response = client.get("/opensearch.xml")
    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    url = ET.fromstring(response.content).find("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert url is not None
    assert url.get("template") == "http://testserver/?q={searchTerms}"
