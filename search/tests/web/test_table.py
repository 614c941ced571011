"""The CSV table of all hits."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from search.engines import elasticsearch
from search.engines.elasticsearch import ElasticsearchUnavailableError
from search.index import client
from search.tests.asking import address, titles
from search.tests.factories import index_article, index_titles, keep_articles, new_article
from search.tests.recording import record_requests
from search.tests.unavailable import elasticsearch_at, refusing_port
from search.web.exports import table

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]


def download(**parameters: Any) -> StreamingHttpResponse:
    response: Any = Client().get(address("/search.csv", **parameters))
    assert response.status_code == 200
    assert isinstance(response, StreamingHttpResponse)
    return response


def parts(response: StreamingHttpResponse) -> Iterator[bytes]:
    return iter(response)


def text(**parameters: Any) -> str:
    return b"".join(parts(download(**parameters))).decode()


def rows(**parameters: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(**parameters).removeprefix("\ufeff"))))


@pytest.fixture
def batches_of_four(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the hits in small batches."""
    whole = elasticsearch.batches_of_hits
    monkeypatch.setattr(table, "batches_of_hits", lambda page: whole(page, size=4))


def open_points_in_time() -> int:
    stats = client().indices.stats(index="_all", metric="search").body
    return int(stats["_all"]["total"]["search"]["open_contexts"])


def test_a_row_tells_of_its_article() -> None:
    article = index_article(
        title="War, “peace”",
        category="world news",
        published_at=datetime(2025, 3, 1, tzinfo=UTC),
        author=["Ann Ho", "Jo Ng"],
        source_url="https://example.org/war",
    )
    (row,) = rows(q="war")
    assert float(row.pop("score")) > 0
    assert row == {
        "title": "War, “peace”",
        "category": "world news",
        "published_at": "2025-03-01T00:00:00+00:00",
        "url": f"http://testserver/articles/{article.pk}/",
        "author": "Ann Ho; Jo Ng",
        "source_url": "https://example.org/war",
    }


def test_a_spreadsheet_takes_it_for_utf_8_and_saves_it_under_a_name() -> None:
    assert text(q="war").startswith("\ufefftitle,category,")
    assert download(q="war")["Content-Disposition"] == 'attachment; filename="search.csv"'


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝"])
def test_a_cell_is_never_a_formula(sign: str) -> None:
    index_titles(f"{sign}1+1 war", author=[f'{sign}HYPERLINK("x")'])
    (row,) = rows(q="war")
    assert (row["title"][:2], row["author"][:2]) == (f"'{sign}", f"'{sign}")


@pytest.mark.usefixtures("batches_of_four")
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "title"])
@pytest.mark.parametrize("number", [3, 4, 11])
def test_it_has_every_hit_once_in_the_order_of_the_page(sort: str, number: int) -> None:
    index_titles(*(f"War {each:02}" for each in range(number)))
    index_titles("Peace")
    found = [row["title"] for row in rows(q="war", sort=sort, page=2, size=2)]
    assert found == titles(q="war", sort=sort, size=50)
    assert len(found) == number


@pytest.mark.usefixtures("batches_of_four")
@pytest.mark.parametrize("parameters", [{"q": "woar "}, {"q": "parlaiment "}, {"q": "war peace", "words": "any"}])
def test_it_has_the_hits_of_the_page_for_slips_too(parameters: dict[str, str]) -> None:
    index_titles(*(f"War and parliament {number}" for number in range(9)))
    found = {row["title"] for row in rows(**parameters)}
    assert found == set(titles(**parameters, size=50))
    assert len(found) == 9


@pytest.mark.usefixtures("batches_of_four")
def test_it_has_the_hits_under_the_chosen_filters_only() -> None:
    for category in ("sport", "tech", "business"):
        index_titles(*(f"War {category} {number}" for number in range(5)), category=category)
    assert {row["category"] for row in rows(q="war", category="sport")} == {"sport"}
    assert len(rows(q="war", exclude="sport")) == 10


@pytest.mark.usefixtures("batches_of_four", "archive")  # to close a response asks Django for its database
def test_it_is_read_while_it_is_sent_and_nothing_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    index_titles(*(f"War {number}" for number in range(11)))
    before = open_points_in_time()
    requests = record_requests(monkeypatch)
    response = download(q="war")
    read = parts(response)
    next(read)
    asked = len(requests)
    assert open_points_in_time() == before + 1
    next(read)
    assert len(requests) == asked + 1
    assert "highlight" not in requests.last
    response.close()
    assert open_points_in_time() == before


@pytest.mark.usefixtures("batches_of_four")
def test_it_ends_at_the_depth_that_pages_reach_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    index_titles(*(f"War {number}" for number in range(11)))
    monkeypatch.setattr(elasticsearch, "MAX_DEPTH", 8)
    monkeypatch.setattr("search.values.page.MAX_DEPTH", 8)
    assert len(rows(q="war")) == 8
    assert "first-10000" in download(q="war")["Content-Disposition"]


@pytest.mark.usefixtures("batches_of_four")
def test_a_failure_midway_breaks_the_answer_off_and_its_last_row_says_so() -> None:
    index_titles(*(f"War {number}" for number in range(11)))
    read = parts(download(q="war"))
    next(read)
    with refusing_port() as port, elasticsearch_at(port):
        assert next(read).startswith(b"INCOMPLETE")
        with pytest.raises(ElasticsearchUnavailableError):
            next(read)


@pytest.mark.usefixtures("archive")
def test_mongodb_answers_only_what_it_can_list_whole(reader: Client) -> None:
    with refusing_port() as port, elasticsearch_at(port):
        keep_articles(*(new_article(title=f"War {number}") for number in range(49)))
        assert len(rows(q="war")) == 49
        keep_articles(*(new_article(title=f"War {number}") for number in range(49, 52)))
        assert reader.get("/search.csv?q=war").status_code == 503
        assert "/search.csv" not in reader.get("/?q=war").content.decode()
