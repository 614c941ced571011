"""Malformed input is never an error, and never an expensive query."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from search.query.normalise import MAX_CHARACTERS, MAX_WORDS
from search.tests.asking import answer, html
from search.tests.bad_input import PARAMETERS, RAW, TEXTS
from search.tests.factories import Choose, index_titles
from search.tests.recording import Requests, record_requests

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]


@pytest.fixture
def requests(index: None, monkeypatch: pytest.MonkeyPatch) -> Requests:
    index_titles("War", "Peace")
    return record_requests(monkeypatch)


def leaves(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every (key, value) of a nested body whose value is not a container."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each) if isinstance(each, dict | list) else [(key, each)]
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each) if isinstance(each, dict | list) else [("", each)]


@pytest.mark.parametrize("name", TEXTS)
def test_elasticsearch_answers_any_text(requests: Requests, name: str) -> None:
    assert answer(q=TEXTS[name])["engine"] == "elasticsearch"


@pytest.mark.parametrize("name", TEXTS)
def test_the_requests_for_any_text_are_small(requests: Requests, name: str) -> None:
    """20 words of a dozen clauses each; 5,000 fuzzy words kept Elasticsearch busy for half a minute."""
    answer(q=TEXTS[name])
    # The strict pass, the fuzzy pass, and a count of the alternatives.
    assert 1 <= len(requests) <= 3
    for body in requests.bodies:
        sent = list(leaves(json.loads(body)))
        assert max(len(str(value)) for _, value in sent) <= MAX_CHARACTERS
        assert sum(key == "fuzziness" for key, _ in sent) <= 10 * MAX_WORDS
        assert len(body) < 100_000


@pytest.mark.parametrize("name", TEXTS)
def test_the_page_shows_results_for_any_text(name: str) -> None:
    assert 'id="results"' in html(q=TEXTS[name])


@pytest.mark.parametrize("raw", RAW)
def test_invalid_utf8_is_no_error(reader: Client, requests: Requests, raw: str) -> None:
    response = reader.get("/search.json", QUERY_STRING=f"q={raw}&category={raw}&year={raw}")
    assert (response.status_code, response.json()["engine"]) == (200, "elasticsearch")


@pytest.mark.parametrize("parameters", PARAMETERS)
def test_invalid_parameters_are_no_error(reader: Client, requests: Requests, parameters: str) -> None:
    response = reader.get(f"/search.json?{parameters}")
    assert (response.status_code, response.json()["engine"]) == (200, "elasticsearch")


@pytest.mark.parametrize("parameters", PARAMETERS)
def test_a_page_for_invalid_parameters_is_shown(reader: Client, index: None, parameters: str) -> None:
    response = reader.get(f"/?q=war&{parameters}")
    assert response.status_code == 200
    assert len(response.content) < 200_000


@pytest.mark.parametrize("name", ["category", "exclude"])
def test_an_unknown_category_counts_as_absent(index: None, categories: Choose, name: str) -> None:
    categories("tech", "sport")
    index_titles("War", "Peace")
    assert answer(**{name: ["foo", "<script>"]})["total"]["value"] == 2


def test_a_known_category_beside_an_unknown_one_stays(index: None, categories: Choose) -> None:
    categories("tech", "sport")
    index_titles("War", "Peace")
    assert answer(category=["foo", "sport"])["total"]["value"] == 0


@pytest.mark.parametrize("path", ["/search.jsonx", "/search", f"/{quote('war')}"])
def test_an_unknown_path_is_not_found(reader: Client, path: str) -> None:
    assert reader.get(path).status_code == 404
