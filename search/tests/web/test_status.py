"""The sentence that the live region announces."""

from typing import Any

import pytest

from search.query.parse import parse_query
from search.values import Engine, SearchPage, SearchQuery
from search.web.page import status_sentence


def page(text: str = "", number: int = 1, **given: Any) -> SearchPage:
    fields: dict[str, Any] = {"total": 0, "relation": "eq", "pages": 1, **given}
    query = SearchQuery(parse_query(text), page=number)
    return SearchPage(query, hits=(), facets=(), took_ms=1, engine=Engine.ELASTICSEARCH, **fields)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (page(total=0), "No articles found."),
        (page("war ", total=0), "No articles found for “war”."),
        (page(total=1), "1 article."),
        (page("war", total=2), "2 articles for “war”."),
        (page(total=2225, pages=223), "2,225 articles, page 1 of 223."),
        (page("war", 2, total=12, pages=2), "12 articles for “war”, page 2 of 2."),
        (page(total=10_000, relation="gte"), "At least 10,000 articles."),
        (page("war", failed=True), "Search is not available at the moment."),
    ],
)
def test_the_status_is_one_sentence(given: SearchPage, sentence: str) -> None:
    assert status_sentence(given) == sentence
