"""The filters and aggregations of the facets in the request, without a server."""

from typing import Any

import pytest
from elasticsearch.dsl import Search

from search.query.facets import FACETS, add_facets, filter_of
from search.query.parse import parse_query
from search.values import SearchQuery

SPORT_OR_TECH = {"terms": {"category": ["sport", "tech"]}}
NOT_POLITICS = {"terms": {"category": ["politics"]}}
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
            "aggs": {"values": {"terms": {"field": "category", "size": 20}}},
        },
        "year": {
            "filter": {"bool": {"filter": [SPORT_OR_TECH], "must_not": [NOT_POLITICS]}},
            "aggs": {"values": {"terms": {"field": "year", "size": 30}}},
        },
        "everything": {"filter": {"match_all": {}}},
    }


def test_without_chosen_values_each_facet_counts_everything() -> None:
    aggregations = counted(SearchQuery())
    assert [aggregations[facet.name]["filter"] for facet in FACETS] == [{"match_all": {}}] * len(FACETS)


def test_an_unknown_category_is_its_own_label() -> None:
    category = FACETS[0]
    assert (category.label_of("sport"), category.label_of("obituaries")) == ("Sport", "obituaries")
