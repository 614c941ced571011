"""The Atom feed, the CSV export and the OpenSearch description."""

import csv
import io
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from django.test import Client, RequestFactory
from django.utils.safestring import mark_safe

from search.query.parse import parse_query
from search.values import Engine, Hit, SearchPage, SearchQuery
from search.web import exports

ATOM = "{http://www.w3.org/2005/Atom}"


def hit(title: str = "Oil & gas") -> Hit:
    return Hit(
        id="0" * 24,
        title=title,
        category="business",
        url=f"/articles/{'0' * 24}/",
        score=1.5,
        title_html=mark_safe("Oil"),
        snippet_html=mark_safe("<mark>Oil</mark> &amp; gas"),
        published_at=datetime(2025, 3, 1, tzinfo=UTC),
    )


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> None:
    page = SearchPage(
        SearchQuery(parse_query("oil")), (hit(), hit("=1+1\x0b")), 2, "eq", (), 1, Engine.ELASTICSEARCH, pages=1
    )
    monkeypatch.setattr(exports, "run_search", lambda _query: page)


@pytest.mark.usefixtures("answer")
def test_the_feed_has_an_entry_for_each_hit_and_survives_control_characters() -> None:
    response = exports.search_atom(RequestFactory().get("/search.atom?q=oil"))
    entries = ET.fromstring(response.content).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Oil & gas", "=1+1 "]
    assert entries[0].findtext(f"{ATOM}summary") == "<mark>Oil</mark> &amp; gas"


@pytest.mark.usefixtures("answer")
def test_the_csv_keeps_a_title_from_being_a_formula() -> None:
    response = exports.search_csv(RequestFactory().get("/search.csv?q=oil"))
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert [row["title"] for row in rows] == ["Oil & gas", "'=1+1\x0b"]
    assert rows[0]["published_at"] == "2025-03-01T00:00:00+00:00"


def test_the_opensearch_description_has_the_address_of_the_search(client: Client) -> None:
    response = client.get("/opensearch.xml")
    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    url = ET.fromstring(response.content).find("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert url is not None
    assert url.get("template") == "http://testserver/?q={searchTerms}"
