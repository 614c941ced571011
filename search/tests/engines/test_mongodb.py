"""The fallback search in MongoDB, while Elasticsearch is unavailable."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from search.tests.asking import answer, counts, html, titles
from search.tests.bad_input import PARAMETERS, TEXTS
from search.tests.factories import keep_articles, new_article
from search.tests.unavailable import elasticsearch_at, refusing_port

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("elasticsearch_unavailable")]


@pytest.fixture
def elasticsearch_unavailable(archive: None) -> Iterator[None]:
    with refusing_port() as port, elasticsearch_at(port):
        yield


def keep(title: str, category: str = "tech", year: int | None = None, content: str = "") -> None:
    published = datetime(year, 1, 1, tzinfo=UTC) if year else None
    keep_articles(new_article(title=title, category=category, published_at=published, content=content))


@pytest.fixture
def four_wars(archive: None) -> None:
    keep("War b", "sport", 2003)
    keep("war a", "tech", 2005)
    keep("Émile", "tech", 2004, content="The war.")
    keep("War c", "business")


@pytest.mark.usefixtures("four_wars")
@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"q": "war"}, {"War b", "war a", "Émile", "War c"}),
        ({"q": "war b"}, {"War b"}),
        ({"q": "peace"}, set()),
        ({"q": "war", "category": ["sport", "business"]}, {"War b", "War c"}),
        ({"q": "war", "exclude": "tech"}, {"War b", "War c"}),
        ({"q": "war", "year": [2003, 2005]}, {"War b", "war a"}),
        ({"q": "war", "category": "tech", "year": 2005}, {"war a"}),
        ({"category": "tech"}, {"war a", "Émile"}),
        ({}, {"War b", "war a", "Émile", "War c"}),
    ],
)
def test_it_finds_every_word_under_the_chosen_facets(parameters: dict[str, Any], found: set[str]) -> None:
    assert set(titles(**parameters)) == found


@pytest.mark.usefixtures("four_wars")
@pytest.mark.parametrize("text", ["", "war"])
@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("newest", ["war a", "Émile", "War b", "War c"]),
        ("oldest", ["War b", "Émile", "war a", "War c"]),
        ("title", ["Émile", "war a", "War b", "War c"]),
    ],
)
def test_it_sorts(text: str, sort: str, order: list[str]) -> None:
    assert titles(q=text, sort=sort) == order


@pytest.mark.usefixtures("four_wars")
def test_its_best_matches_have_the_words_in_the_title() -> None:
    assert titles(q="war") == ["war a", "War b", "War c", "Émile"]


@pytest.mark.usefixtures("four_wars")
def test_it_counts_what_it_found() -> None:
    assert counts("category", q="war") == {"business": 1, "sport": 1, "tech": 2}
    assert counts("year", q="war") == {"2005": 1, "2004": 1, "2003": 1}


@pytest.mark.usefixtures("four_wars")
def test_its_pages_follow_each_other() -> None:
    assert [titles(q="war", size=3, page=page) for page in (1, 2)] == [["war a", "War b", "War c"], ["Émile"]]


@pytest.mark.usefixtures("four_wars")
@pytest.mark.parametrize("number", [3, 10**30])
def test_its_page_beyond_the_last_is_the_last(number: int) -> None:
    body = answer(q="war", size=3, page=number)
    assert ([hit["title"] for hit in body["hits"]], body["page"]) == (["Émile"], 2)


def test_it_finds_at_most_50_and_reports_a_lower_bound() -> None:
    keep_articles(*(new_article(title=f"War {number}") for number in range(60)))
    body = answer(q="war", size=50)
    assert (len(body["hits"]), body["total"]) == (50, {"value": 50, "relation": "gte"})


def test_it_marks_what_it_found_and_escapes_the_rest() -> None:
    keep("<b>War</b> & peace", content="alert(<'war'>) & more")
    (hit,) = answer(q="war")["hits"]
    assert hit["title_html"] == "&lt;b&gt;<mark>War</mark>&lt;/b&gt; &amp; peace"
    assert hit["snippet_html"] == "alert(&lt;&#x27;<mark>war</mark>&#x27;&gt;) &amp; more"


def test_it_shows_the_text_around_the_match() -> None:
    keep("Report", content="filler " * 200 + "the dividend rose " + "more " * 200)
    (hit,) = answer(q="dividend")["hits"]
    assert "<mark>dividend</mark> rose" in hit["snippet_html"]
    assert len(hit["snippet_html"]) < 300


def test_it_has_no_scores() -> None:
    keep("War")
    assert answer(q="war")["hits"][0]["score"] is None


@pytest.mark.parametrize("text", [".*", "w.r", "^war", "war$", "[war]", "(x", "\\", "{$ne: 1}"])
def test_a_text_is_not_a_pattern(text: str) -> None:
    keep("The weary")
    assert titles(q=text) == []


def test_it_answers_any_text() -> None:
    keep("War")
    assert {answer(q=text)["engine"] for text in TEXTS.values()} == {"mongodb"}


def test_invalid_parameters_are_no_error(reader: Client) -> None:
    keep("War", year=2004)
    statuses = {parameters: reader.get(f"/search.json?{parameters}").status_code for parameters in PARAMETERS}
    assert statuses == dict.fromkeys(PARAMETERS, 200)


@pytest.mark.parametrize(
    "foreign",
    [
        {"title": "War"},
        {"title": "War", "content": None, "category": None},
        {"title": "War", "content": 5, "category": "tech"},
        {"_id": "not an ObjectId", "title": "War", "content": "x", "category": "tech"},
        {"title": ["War"], "content": "x", "category": "tech"},
    ],
)
def test_an_unindexable_article_does_not_break_it(foreign: dict[str, Any]) -> None:
    keep("War and peace")
    connection.database["articles"].insert_one(foreign)  # type: ignore[attr-defined]
    assert "War and peace" in titles(q="war")
    assert html(q="war")


def test_a_date_that_django_cannot_read_makes_search_unavailable(reader: Client) -> None:
    connection.database["articles"].insert_one({"title": "War", "published_at": "2004"})  # type: ignore[attr-defined]
    assert reader.get("/search.json?q=war").status_code == 503


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("O'Neill", "Mr O’Neill resigns"),
        ("464000", "It lost 464,000 readers"),
        ("464,000", "It lost 464000 readers"),
        ("e-mail", "An email leaks"),
        ("C++", "The next C++"),
    ],
)
def test_it_takes_the_usual_ways_to_write_a_word(text: str, title: str) -> None:
    keep(title)
    keep("Other")
    (hit,) = answer(q=text)["hits"]
    assert (hit["title"], "<mark>" in hit["title_html"]) == (title, True)
