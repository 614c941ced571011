"""What the live region says of a search."""

from dataclasses import replace
from typing import Any

import pytest

from search.query.parse import parse_query
from search.values import (
    Alternative,
    Alternatives,
    Engine,
    Facet,
    FacetNotice,
    FacetValue,
    SearchPage,
    SearchQuery,
    Sort,
)
from search.web.notices import notices_of
from search.web.status import status_of

FIELDS = frozenset({"chosen", "excluded", "sort", "any_word"})


def page(text: str = "", number: int = 1, **given: Any) -> SearchPage:
    asked = {name: given.pop(name) for name in FIELDS & given.keys()}
    fields: dict[str, Any] = {"total": 12, "relation": "eq", "pages": 1, "engine": Engine.ELASTICSEARCH, **given}
    fields.setdefault("has_dates", True)
    query = SearchQuery(parse_query(text), page=number, **asked)
    return SearchPage(query, hits=(), facets=(), took_ms=1, **fields)


def better(text: str) -> Alternatives:
    return Alternatives(spelling=Alternative(SearchQuery(parse_query(text)), 80))


BUSINESS = {"category": ("Business",)}
EVERY_KIND = [
    (page(total=0), "No articles found."),
    (page("war ", total=0), "No articles found for “war”."),
    (page("war", total=0, chosen=BUSINESS), "No articles found for “war” in Business."),
    (page(total=1), "1 article."),
    (page("war", total=2), "2 articles for “war”."),
    (page(total=2225, pages=223), "2,225 articles."),
    (page(total=10_000, relation="gte"), "At least 10,000 articles."),
    (page("war", 2, pages=2), "12 articles for “war”, page 2 of 2."),
    (page("war", 9, total=0, pages=1, sort=Sort.NEWEST), "No articles found for “war”."),
    (page("war", sort=Sort.NEWEST, has_dates=False), "12 articles for “war”, title A–Z."),
    (page("oil war", any_word=True), "12 articles for any of the words “oil war”."),
    (page("war", failed=True), "Search is not available at the moment."),
    (page("war", engine=Engine.MONGODB), "Simple search: 12 articles for “war”."),
    (page("war", engine=Engine.MONGODB, total=0), "Simple search: no articles found for “war”."),
    (page("war", chosen={"category": ("Arts", "Tech")}), "12 articles for “war” in Arts or Tech."),
    (page("war", chosen={"year": ("2004", "2005", "2006")}), "12 articles for “war” from 2004, 2005 or 2006."),
    (page(chosen={"author": ("Jo Ng",)}), "12 articles by Jo Ng."),
    (page(excluded={"category": ("Tech",)}), "12 articles, without Tech."),
    (page("war", excluded={"category": ("Arts", "Tech")}), "12 articles for “war”, without Arts and Tech."),
    (page(chosen={"year": tuple("12345678")}), "12 articles from 1, 2, 3 or 5 others."),
    (page("war", sort=Sort.NEWEST), "12 articles for “war”, newest first."),
    (page("war", sort=Sort.TITLE), "12 articles for “war”, title A–Z."),
    (
        page("oil pri", total=0, alternatives=better("oil price")),
        "No articles found for “oil pri”. Did you mean “oil price”?",
    ),
    (page("wra", alternatives=better("war"), respelled="war"), "Nothing for “wra”. 12 articles for “war”."),
    # What the words say is heard with the words.
    (page("war category:sport"), "12 articles for “war category:sport”."),
    (
        page(
            "oil pri",
            3,
            total=75,
            pages=8,
            chosen={**BUSINESS, "year": ("2004",), "author": ("Jo Ng",)},
            excluded={"category": ("Tech",)},
            sort=Sort.NEWEST,
            alternatives=better("oil price"),
        ),
        (
            "75 articles for “oil pri” in Business from 2004 by Jo Ng, without Tech, newest first, page 3 of 8."
            " Did you mean “oil price”?"
        ),
    ),
]


@pytest.mark.parametrize(("given", "sentence"), EVERY_KIND)
def test_the_status_is_one_sentence(given: SearchPage, sentence: str) -> None:
    assert status_of(given) == sentence


def test_a_value_is_called_as_on_its_chip() -> None:
    facet = Facet("category", "Category", (FacetValue("sport", "Sports news", 3, selected=True),))
    given = replace(page(chosen={"category": ("sport",)}), facets=(facet,))
    assert status_of(given) == "12 articles in Sports news."


def test_what_became_of_an_unknown_value_is_said_first() -> None:
    given = page("category:sports", notices=(FacetNotice("category", "sports", used="Sport"),))
    said = status_of(given, notices_of(given))
    assert said == "There is no category “sports”. Showing Sport. 12 articles for “category:sports”."
