"""The conversion of Elasticsearch's JSON to a page, without a server."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils.safestring import SafeString, mark_safe

from search.engines.responses import read_answer, to_page
from search.engines.snippet import cut_short
from search.values import Engine, FacetValue, Hit, SearchPage, SearchQuery

ID = "65f0c0ffee0123456789abcd"


def found(**given: Any) -> dict[str, Any]:
    return {
        "_id": ID,
        "_score": 1.5,
        "_source": {"id": ID, "title": "War <b>& peace", "category": "politics", "published_at": None},
        **given,
    }


def body(
    *hits: dict[str, Any],
    total: int | None = None,
    categories: dict[str, int] | None = None,
    years: Any = (),
    authors: dict[str, int] | None = None,
    archive: dict[str, int] | None = None,
) -> dict[str, Any]:
    def buckets(counts: dict[Any, int]) -> dict[str, Any]:
        return {"values": {"buckets": [{"key": key, "doc_count": count} for key, count in counts.items()]}}

    return {
        "took": 3,
        "hits": {
            "total": {"value": len(hits) if total is None else total, "relation": "eq"},
            "hits": list(hits),
        },
        "aggregations": {
            "category": buckets(categories or {}),
            "year": buckets(dict(years)),
            "author": buckets(authors or {}),
            **({"archive": {"category": buckets(archive)["values"]}} if archive else {}),
            "everything": {"doc_count": 7},
        },
    }


def read(query: SearchQuery | None = None, *hits: dict[str, Any], **given: Any) -> SearchPage:
    return to_page(query or SearchQuery(), read_answer(body(*hits, **given)))


def hit(**given: Any) -> Hit:
    return read(None, found(**given)).hits[0]


def values(page: SearchPage, name: str) -> list[FacetValue]:
    return [value for facet in page.facets if facet.name == name for value in facet.values]


def test_a_hit_is_read() -> None:
    source = {"id": ID, "title": "A", "category": "sport", "published_at": "2005-03-01T09:30:00+00:00"}
    assert hit(_source=source, highlight={"title": ["<mark>A</mark>"], "text": ["<mark>A</mark>", "b."]}) == Hit(
        id=ID,
        title="A",
        category="sport",
        url=f"/articles/{ID}/",
        score=1.5,
        title_html=SafeString("<mark>A</mark>"),
        snippet_html=SafeString("b."),
        published_at=datetime(2005, 3, 1, 9, 30, tzinfo=UTC),
    )


def test_a_title_without_highlight_is_escaped() -> None:
    assert hit().title_html == "War &lt;b&gt;&amp; peace"


def test_a_highlighted_title_is_not_escaped_again() -> None:
    assert hit(highlight={"title": ["<mark>War</mark> &lt;b&gt;"]}).title_html == "<mark>War</mark> &lt;b&gt;"


def test_what_a_template_gets_is_marked_safe() -> None:
    assert (type(hit().title_html), type(hit().snippet_html)) == (SafeString, SafeString)


def test_a_hit_found_by_its_title_alone_shows_the_beginning_of_its_text() -> None:
    source = {"id": ID, "title": "War & peace", "category": "sport", "author": ["Leo Ng"], "lead": "<b>Peace,"}
    fragments = ["<mark>War</mark> &amp; peace", "Leo <mark>Ng</mark>"]
    assert hit(_source=source, highlight={"text": fragments}).snippet_html == "&lt;b&gt;Peace, …"


def test_a_hit_without_a_snippet_has_an_empty_one() -> None:
    assert hit().snippet_html == ""


def test_an_article_without_a_date_has_none() -> None:
    assert hit().published_at is None


def test_an_unscored_hit_has_no_score() -> None:
    assert hit(_score=None).score is None


def test_the_total_and_its_relation_are_kept() -> None:
    page = read(total=12)
    assert (page.total, page.relation, page.took_ms, page.engine) == (12, "eq", 3, Engine.ELASTICSEARCH)


def test_the_matches_before_the_facet_filters_are_counted() -> None:
    assert read_answer(body(total=1)).everything == 7


def test_every_category_of_the_archive_is_shown_even_at_0_in_a_fixed_order() -> None:
    page = read(categories={"tech": 5, "sport": 9}, archive={"sport": 20, "tech": 8, "business": 3})
    assert [(value.value, value.count) for value in values(page, "category")] == [
        ("business", 0),
        ("sport", 9),
        ("tech", 5),
    ]


def test_authors_are_counted_by_name_the_largest_first() -> None:
    page = read(authors={"Jo Ng": 2, "Jane O'Hara": 5, "JANE O’HARA": 4})
    assert [(value.value, value.count) for value in values(page, "author")] == [("Jane O'Hara", 9), ("Jo Ng", 2)]


def test_a_year_is_shown_when_it_has_articles_the_newest_first() -> None:
    shown = [(value.value, value.count) for value in values(read(years={2004: 3, 2006: 1, 2005: 2}), "year")]
    assert shown == [("2006", 1), ("2005", 2), ("2004", 3)]


def test_a_chosen_year_is_shown_even_at_0() -> None:
    (year,) = values(read(SearchQuery(chosen={"year": ("1999",)})), "year")
    assert year == FacetValue("1999", "1999", 0, selected=True)


def test_an_excluded_value_is_shown_as_excluded() -> None:
    excluded = [
        value for value in values(read(SearchQuery(excluded={"category": ("tech",)})), "category") if value.excluded
    ]
    assert excluded == [FacetValue("tech", "Tech", 0, excluded=True)]


@pytest.mark.parametrize(
    ("total", "size", "pages"),
    [
        (0, 10, 1),
        (1, 10, 1),
        (10, 10, 1),
        (11, 10, 2),
        (9_999, 10, 1_000),
        (10_001, 10, 1_000),
        (10**6, 10, 1_000),
        (10**6, 50, 200),
        # 334 pages of 30 would end at 10,020, which Elasticsearch rejects.
        (10**6, 30, 333),
        (9_995, 30, 333),
    ],
)
def test_there_are_no_pages_beyond_10000_hits(total: int, size: int, pages: int) -> None:
    assert read(SearchQuery(size=size), total=total).pages == pages


@pytest.mark.parametrize(
    ("snippet", "shown"),
    [
        ("who ran it with relatives", "who ran it with relatives …"),
        ("They won.", "They won."),
        ("&quot;We won.&quot;", "&quot;We won.&quot;"),
        ("about <mark>profits</mark>", "about <mark>profits</mark> …"),
        ("", ""),
    ],
)
def test_a_snippet_that_ends_in_mid_sentence_has_an_ellipsis(snippet: str, shown: str) -> None:
    assert cut_short(mark_safe(snippet)) == shown
