"""The JSON form of a search, which other programs rely on."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from search.tests.asking import answer
from search.tests.factories import index_article, index_titles

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]


def test_a_response_has_exactly_these_fields() -> None:
    article = index_article(
        title="War & peace",
        content="Long.",
        category="sport",
        published_at=datetime(2004, 1, 1, tzinfo=UTC),
        author=["Ann Ho", "Jo Ng"],
        source_url="https://example.org/war",
    )
    index_titles("Other", category="politics", published_at=None)
    body = answer(q="war", exclude="tech")
    (hit,) = body["hits"]
    assert isinstance(body.pop("took_ms"), int)
    assert isinstance(hit.pop("score"), float)
    assert isinstance(hit.pop("matched"), list)
    unchosen = {"count": 0, "selected": False, "excluded": False}
    assert body == {
        "query": "war",
        "total": {"value": 1, "relation": "eq"},
        "engine": "elasticsearch",
        "hits": [
            {
                "id": str(article.pk),
                "title": "War & peace",
                "category": "sport",
                "published_at": "2004-01-01T00:00:00+00:00",
                "url": f"/articles/{article.pk}/",
                "title_html": "<mark>War</mark> &amp; peace",
                "snippet_html": "Long.",
                "author": ["Ann Ho", "Jo Ng"],
                "source_url": "https://example.org/war",
            }
        ],
        "facets": {
            "category": [
                {"value": "politics", **unchosen},
                {"value": "sport", **unchosen, "count": 1},
                {"value": "tech", **unchosen, "excluded": True},
            ],
            "year": [{"value": "2004", **unchosen, "count": 1}],
            "author": [{"value": "Ann Ho", **unchosen, "count": 1}, {"value": "Jo Ng", **unchosen, "count": 1}],
        },
        "page": 1,
        "pages": 1,
    }


def test_it_is_json(reader: Client) -> None:
    assert reader.get("/search.json")["Content-Type"] == "application/json"


def test_the_query_is_what_was_searched_for() -> None:
    assert answer(q="  time \0 war ")["query"] == "time war "


@pytest.mark.parametrize(("size", "rows"), [(1, 1), (50, 50), (51, 50), (10**30, 50), (0, 1), ("abc", 10)])
def test_a_page_has_at_most_50_hits(size: str | int, rows: int) -> None:
    index_titles(*(f"War {number}" for number in range(52)))
    body = answer(q="war", size=size)
    assert (len(body["hits"]), body["total"]["value"]) == (rows, 52)
