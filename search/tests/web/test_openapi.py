"""The description of the JSON form, held against real answers."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from search.query import facets
from search.tests.asking import address
from search.tests.factories import Choose, index_article, index_titles
from search.tests.unavailable import elasticsearch_at, refusing_port
from search.web.exports import answers
from search.web.exports.openapi import OF_THE_PAGE, description
from search.web.parameters import filterset_of


def described() -> dict[str, Any]:
    response = Client().get("/openapi.json")
    assert response["Content-Type"] == "application/json"
    found: dict[str, Any] = response.json()
    return found


def faults(answer: object, schema: str) -> list[str]:
    root = {"$ref": f"#/components/schemas/{schema}", **description()}
    validator = Draft202012Validator(root, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(answer)]


def test_every_schema_is_one_and_every_reference_leads_to_one() -> None:
    found = described()
    schemas = found["components"]["schemas"]
    parameters = found["paths"]["/search.json"]["get"]["parameters"]
    for schema in [*schemas.values(), *(each["schema"] for each in parameters)]:
        Draft202012Validator.check_schema(schema)
    references = set(re.findall(r'"\$ref": "#/components/schemas/(\w+)"', json.dumps(found)))
    assert references == set(schemas)
    assert found["openapi"] == "3.1.0"


def test_it_is_served_for_the_address_that_was_asked() -> None:
    assert described()["servers"] == [{"url": "http://testserver"}]


def test_it_names_every_parameter() -> None:
    named = {each["name"] for each in described()["paths"]["/search.json"]["get"]["parameters"]}
    assert named == {*filterset_of(facets.FACETS).base_filters} - {*OF_THE_PAGE}


@pytest.fixture
def twelve_wars(index: None, categories: Choose) -> None:
    categories("sport", "tech")
    index_titles(*(f"War and capybara {number}" for number in range(12)), category="sport")
    index_article(title="War", published_at=None, author=["Ann Ho"], source_url="https://example.org/war")


@pytest.mark.servers
@pytest.mark.usefixtures("twelve_wars")
@pytest.mark.parametrize(
    ("parameters", "part"),
    [
        ({}, "hits"),
        ({"q": "war"}, "hits"),
        ({"q": "war", "sort": "oldest"}, "hits"),
        ({"q": "nonsense"}, "total"),
        ({"q": "cpayabra "}, "did_you_mean"),
        ({"q": "cpayabra "}, "shown_instead"),
        ({"q": "war category:nonsense"}, "notices"),
        ({"category": "sport", "exclude": "tech", "year": 2004, "author": "Ann Ho"}, "facets"),
        ({"q": "war", "size": 50, "page": 9}, "page"),
    ],
)
def test_real_answers_are_as_described(parameters: dict[str, Any], part: str) -> None:
    answer = Client().get(address("/search.json", **parameters)).json()
    assert faults(answer, "Page") == []
    assert part in answer


@pytest.mark.servers
def test_an_answer_with_an_editors_pick_is_as_described(index: None, pick: Choose) -> None:
    pick("war", index_article(title="War"), index_article(title="Peace"))
    answer = Client().get("/search.json?q=war").json()
    assert faults(answer, "Page") == []
    assert [hit["title"] for hit in answer["pick"]["hits"]] == ["War", "Peace"]


@pytest.mark.servers
@pytest.mark.usefixtures("archive")
def test_the_answer_of_mongodb_is_as_described(reader: Client) -> None:
    with refusing_port() as port, elasticsearch_at(port):
        answer = reader.get("/search.json?q=war").json()
    assert answer["engine"] == "mongodb"
    assert faults(answer, "Page") == []


def test_a_failure_is_as_described(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = type("Failed", (), {"failed": True})
    monkeypatch.setattr(answers, "run_search", lambda _query: page)
    response = reader.get("/search.json")
    assert response.status_code == 503
    assert faults(response.json(), "Error") == []


@pytest.mark.parametrize("damage", [{"unknown": 1}, {"page": "1"}, {"engine": "solr"}, {"hits": [{}]}])
def test_another_answer_is_not(damage: dict[str, object]) -> None:
    answer = {
        "query": "",
        "total": {"value": 0, "relation": "eq"},
        "took_ms": 1,
        "engine": "mongodb",
        "hits": [],
        "facets": {facet.name: [] for facet in facets.FACETS},
        "page": 1,
        "pages": 1,
    }
    assert faults(answer, "Page") == []
    assert faults({**answer, **damage}, "Page")
