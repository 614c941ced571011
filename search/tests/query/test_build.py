"""The request around the text query, without a server. tests/engines/test_finding.py covers what the query finds."""

import json
import re
from typing import Any

import pytest

from search.query.build import build_search
from search.query.highlights import OTHER_FRAGMENTS
from search.query.parse import parse_query
from search.values import SearchQuery, Sort


def body(text: str = "", **given: Any) -> dict[str, Any]:
    return dict(build_search(SearchQuery(parse_query(text), **given)).to_dict())


def keys(value: object) -> set[str]:
    """Return every key of a nested body."""
    if isinstance(value, dict):
        return set(value).union(*(keys(each) for each in value.values()))
    return set().union(*(keys(each) for each in value)) if isinstance(value, list | tuple) else set()


def test_the_whole_request_except_the_text_query() -> None:
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
                "filter": [{"terms": {"category_key": ["sport"]}}, {"terms": {"year": [2004]}}],
                "must_not": [{"terms": {"category_key": ["tech"]}}],
            }
        },
        "aggs": {
            "category": {
                "filter": {"bool": {"filter": [{"terms": {"year": [2004]}}]}},
                "aggs": {"values": {"terms": {"field": "category_key", "size": 10_000}}},
            },
            "year": {
                "filter": {
                    "bool": {
                        "filter": [{"terms": {"category_key": ["sport"]}}],
                        "must_not": [{"terms": {"category_key": ["tech"]}}],
                    }
                },
                "aggs": {"values": {"terms": {"field": "year", "size": 10_000}}},
            },
            "year_unfiltered": {"terms": {"field": "year", "size": 10_000}},
            "author": {
                "filter": {
                    "bool": {
                        "filter": [{"terms": {"category_key": ["sport"]}}, {"terms": {"year": [2004]}}],
                        "must_not": [{"terms": {"category_key": ["tech"]}}],
                    }
                },
                "aggs": {"values": {"terms": {"field": "author", "size": 12}}},
            },
            "everything": {"filter": {"match_all": {}}},
        },
        "sort": [{"published_at": {"order": "desc", "missing": "_last"}}, {"title.whole": "asc"}, {"id": "asc"}],
        "_source": ["id", "title", "lead", "content", "category", "published_at", "author", "source_url", "updated_at"],
        "track_scores": True,
        "track_total_hits": True,
        "from": 40,
        "size": 20,
    }


def test_without_words_everything_matches() -> None:
    assert body()["query"] == {"match_all": {}}


def test_without_chosen_values_there_is_no_filter() -> None:
    assert "post_filter" not in body(text="war")


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ({"text": "war"}, "_score"),
        ({"text": "war", "sort": Sort.TITLE}, {"title.whole": "asc"}),
        ({}, {"published_at": {"order": "desc", "missing": "_last"}}),
        ({"sort": Sort.OLDEST}, {"published_at": {"order": "asc", "missing": "_last"}}),
        ({"sort": Sort.TITLE}, {"title.whole": "asc"}),
    ],
)
def test_without_words_relevance_means_newest_first(given: dict[str, Any], first: object) -> None:
    assert body(**given)["sort"][0] == first


@pytest.mark.parametrize("sort", Sort)
def test_no_two_articles_have_the_same_place_in_an_order(sort: Sort) -> None:
    assert body(text="war", sort=sort)["sort"][-1] == {"id": "asc"}


def test_highlights_are_escaped_by_elasticsearch_and_marked() -> None:
    highlight = body(text="war")["highlight"]
    assert (highlight["encoder"], highlight["pre_tags"], highlight["post_tags"]) == ("html", ["<mark>"], ["</mark>"])


def test_a_title_is_highlighted_whole_and_a_text_in_part() -> None:
    fields = body(text="war ")["highlight"]["fields"]
    assert [fields[name]["number_of_fragments"] for name in ("title", "text")] == [0, 1 + OTHER_FRAGMENTS]


@pytest.mark.parametrize(
    ("text", "most"), [("", 1), ("war", 1), ("war oil", 2), ("a b c d", 3), ('war "oil price"', 2)]
)
def test_several_words_have_a_fragment_each_up_to_three(text: str, most: int) -> None:
    title, of_text = body(text=text)["highlight"]["fields"].values()
    assert (title["number_of_fragments"], of_text["number_of_fragments"]) == (0, most + OTHER_FRAGMENTS)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("war", "text.begun_marks"),
        ("oil war", "text.marks"),
        ("oil war ", "text"),  # whole words, whose offsets the index has
        ("AT&T war", "text"),
        ("gaming f", "text.marks"),
        ("r and d", "text"),  # may be R&D
        ("mueller", "text"),  # may be Müller
        ('oil "price"', "text"),
        ("oil -pri", "text"),
    ],
)
def test_plain_words_half_typed_are_marked_by_a_simple_analysis(text: str, field: str) -> None:
    """To read ten texts again with the analyzer of the index takes longer than to find them."""
    assert field in body(text=text)["highlight"]["fields"]


@pytest.mark.parametrize("fuzzy", [False, True])
@pytest.mark.parametrize("text", ["war", "title:x AND (", "*", "time war* ", '"time warner"~2', "/w.*r/"])
def test_elasticsearchs_own_query_language_is_not_available(text: str, fuzzy: bool) -> None:
    built = build_search(SearchQuery(parse_query(text)), fuzzy=fuzzy).to_dict()
    assert not keys(built) & {"query_string", "simple_query_string", "wildcard", "script"}
    assert "regexp" not in keys(built["query"])


@pytest.mark.parametrize("typed", ["", ".*", "|", "(a|b)", "[a-z]+", "<1-5>", "@b.c", "~9", "&#", "\\w"])
def test_what_is_typed_is_no_regular_expression(typed: str) -> None:
    """One marks what begins nearly as a half-typed word does; it has only the letters and digits of that word."""
    text = f"gover{typed}nme"
    sent = json.dumps(build_search(SearchQuery(parse_query(text)), fuzzy=True).to_dict())
    expressions = re.findall(r'"regexp": \{"\w+": \{"value": "(.*?)"', sent)
    assert expressions or typed
    for expression in expressions:
        assert re.fullmatch(r"\((?:\w+(?:\.\?\w\?)?\w*\|?)+\)\.\*", expression)


def test_only_the_fuzzy_pass_is_fuzzy() -> None:
    strict, fuzzy = (
        keys(build_search(SearchQuery(parse_query("profit")), fuzzy=each).to_dict()) for each in (False, True)
    )
    assert ("fuzziness" in strict, "fuzziness" in fuzzy) == (False, True)
