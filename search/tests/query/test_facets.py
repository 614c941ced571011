"""The filters and aggregations of the facets in the request, without a server."""

import re
from typing import Any

import pytest
from elasticsearch.dsl import Search

from search.query.facets import FACETS, add_facets, any_spelling, count_archive, filter_of
from search.query.parse import parse_query
from search.values import SearchQuery

SPORT_OR_TECH = {"terms": {"category_key": ["sport", "tech"]}}
NOT_POLITICS = {"terms": {"category_key": ["politics"]}}
IN_2004 = {"terms": {"year": [2004]}}

CHOSEN = SearchQuery(chosen={"category": ("sport", "tech"), "year": ("2004",)}, excluded={"category": ("politics",)})


def filtered(query: SearchQuery) -> dict[str, Any] | None:
    clause = filter_of(query.chosen, query.excluded)
    return None if clause is None else dict(clause.to_dict())


def counted(query: SearchQuery) -> dict[str, Any]:
    search: Search[Any] = Search()
    return dict(add_facets(search, query).to_dict()["aggs"])


def test_without_chosen_values_there_is_no_filter() -> None:
    assert filtered(SearchQuery(parse_query("war"))) is None


@pytest.mark.parametrize(
    ("query", "clauses"),
    [
        (SearchQuery(chosen={"category": ("sport", "tech")}), {"filter": [SPORT_OR_TECH]}),
        (SearchQuery(chosen={"year": ("2004",)}), {"filter": [IN_2004]}),
        (SearchQuery(excluded={"category": ("politics",)}), {"must_not": [NOT_POLITICS]}),
        (CHOSEN, {"filter": [SPORT_OR_TECH, IN_2004], "must_not": [NOT_POLITICS]}),
    ],
)
def test_values_are_combined_by_or_facets_by_and_and_exclusions_by_must_not(
    query: SearchQuery, clauses: dict[str, Any]
) -> None:
    assert filtered(query) == {"bool": clauses}


def test_each_facet_is_counted_under_the_filters_of_the_others() -> None:
    assert counted(CHOSEN) == {
        "category": {
            "filter": {"bool": {"filter": [IN_2004]}},
            "aggs": {"values": {"terms": {"field": "category_key", "size": 10_000}}},
        },
        "year": {
            "filter": {"bool": {"filter": [SPORT_OR_TECH], "must_not": [NOT_POLITICS]}},
            "aggs": {"values": {"terms": {"field": "year", "size": 10_000}}},
        },
        "author": {
            "filter": {"bool": {"filter": [SPORT_OR_TECH, IN_2004], "must_not": [NOT_POLITICS]}},
            "aggs": {"values": {"terms": {"field": "author", "size": 12}}},
        },
        "everything": {"filter": {"match_all": {}}},
        "year_unfiltered": {"terms": {"field": "year", "size": 10_000}},
    }


def test_without_chosen_values_each_facet_counts_everything() -> None:
    aggregations = counted(SearchQuery())
    assert "year_unfiltered" not in aggregations
    assert [aggregations[facet.name]["filter"] for facet in FACETS] == [{"match_all": {}}] * len(FACETS)


def test_a_category_in_small_letters_is_labelled_with_a_capital() -> None:
    category = FACETS[0]
    labels = [category.label_of(name) for name in ("sport", "world news", "iPhone", "U.S. News", "ÉCONOMIE", "спорт")]
    assert labels == ["Sport", "World news", "iPhone", "U.S. News", "ÉCONOMIE", "Спорт"]


def test_a_chosen_author_is_counted_beside_the_largest() -> None:
    """A choice may have fewer articles than the twelve that are listed."""
    aggregations = counted(SearchQuery(chosen={"author": ("Jane Doe",)}))
    filters = {"jane doe": {"term": {"author_key": {"value": "jane doe"}}}}
    assert aggregations["author"]["aggs"]["chosen"] == {"filters": {"filters": filters}}


def test_the_archive_is_counted_whatever_the_query() -> None:
    whole = dict(count_archive(Search()).to_dict()["aggs"])["archive"]
    terms = {"terms": {"field": "category_key", "size": 10_000}}
    assert whole == {"global": {}, "aggs": {"category": terms}}


@pytest.mark.parametrize(
    ("categories", "stored", "matches"),
    [
        (["World News"], "  world\u2003 NEWS ", True),
        (["World News"], "World News 24", False),
        (["R&B (Soul)", "C++"], "c++", True),
        (["Uncategorised"], "  ", True),
        (["Sport"], "", False),
    ],
)
def test_mongodb_matches_a_category_in_any_spelling(categories: list[str], stored: str, matches: bool) -> None:
    assert bool(re.match(any_spelling(categories), stored, re.IGNORECASE)) is matches


def test_the_values_of_an_address_are_read_once_each() -> None:
    category = FACETS[0]
    assert category.read_all([" World  News ", "world news", "", "Arts"]) == ("Arts", "world news")
