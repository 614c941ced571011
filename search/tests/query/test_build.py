"""The request around the text query; what the text query itself finds is shown on the real index (test_finding.py)."""

from typing import Any

import pytest

from search.query.build import build_search
from search.query.parse import parse_query
from search.values import SearchQuery, Sort


def body(text: str = "", **given: Any) -> dict[str, Any]:
    return dict(build_search(SearchQuery(parse_query(text), **given)).to_dict())


def keys(value: object) -> set[str]:
    """Return every key of a nested body."""
    if isinstance(value, dict):
        return set(value).union(*(keys(each) for each in value.values()))
    return set().union(*(keys(each) for each in value)) if isinstance(value, list | tuple) else set()


def test_the_whole_request_but_for_the_words() -> None:
    request = body(
        text="war",
        chosen={"category": ("sport",), "year": ("2004",)},
        excluded={"category": ("tech",)},
        sort=Sort.NEWEST,
        page=3,
        size=20,
    )
    for part in ("query", "highlight"):
        assert request.pop(part)
    assert request == {
        "post_filter": {
            "bool": {
                "filter": [{"terms": {"category": ["sport"]}}, {"terms": {"year": [2004]}}],
                "must_not": [{"terms": {"category": ["tech"]}}],
            }
        },
        "aggs": {
            "category": {
                "filter": {"bool": {"filter": [{"terms": {"year": [2004]}}]}},
                "aggs": {"values": {"terms": {"field": "category", "size": 20}}},
            },
            "year": {
                "filter": {
                    "bool": {
                        "filter": [{"terms": {"category": ["sport"]}}],
                        "must_not": [{"terms": {"category": ["tech"]}}],
                    }
                },
                "aggs": {"values": {"terms": {"field": "year", "size": 30}}},
            },
            "everything": {"filter": {"match_all": {}}},
        },
        "sort": [{"published_at": {"order": "desc", "missing": "_last"}}, {"title.whole": "asc"}],
        "_source": ["id", "title", "category", "published_at"],
        "track_scores": True,
        "track_total_hits": True,
        "from": 40,
        "size": 20,
    }


def test_without_words_everything_is_browsed() -> None:
    assert body()["query"] == {"match_all": {}}


def test_without_a_choice_nothing_is_filtered() -> None:
    assert "post_filter" not in body(text="war")


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ({"text": "war"}, "_score"),
        ({"text": "war", "sort": Sort.TITLE}, {"title.whole": "asc"}),
        ({}, {"published_at": {"order": "desc", "missing": "_last"}}),
        ({"sort": Sort.TITLE}, {"title.whole": "asc"}),
    ],
)
def test_the_best_match_of_no_words_is_the_newest(given: dict[str, Any], first: object) -> None:
    assert body(**given)["sort"][0] == first


def test_highlights_are_escaped_by_the_engine_and_marked_by_us() -> None:
    highlight = body(text="war")["highlight"]
    assert (highlight["encoder"], highlight["pre_tags"], highlight["post_tags"]) == ("html", ["<mark>"], ["</mark>"])


def test_a_title_is_highlighted_whole_and_a_text_in_part() -> None:
    fields = body(text="war")["highlight"]["fields"]
    assert [fields[name]["number_of_fragments"] for name in ("title", "content")] == [0, 1]


@pytest.mark.parametrize("fuzzy", [False, True])
@pytest.mark.parametrize("text", ["war", "title:x AND (", "*", "time war* ", '"time warner"~2', "/w.*r/"])
def test_nobody_can_write_elasticsearchs_own_query_language(text: str, fuzzy: bool) -> None:
    asked = keys(build_search(SearchQuery(parse_query(text)), fuzzy=fuzzy).to_dict())
    assert not asked & {"query_string", "simple_query_string", "wildcard", "regexp", "script"}


def test_slips_are_looked_for_only_when_asked_to_be_forgiving() -> None:
    strict, fuzzy = (
        keys(build_search(SearchQuery(parse_query("profit")), fuzzy=each).to_dict()) for each in (False, True)
    )
    assert ("fuzziness" in strict, "fuzziness" in fuzzy) == (False, True)
