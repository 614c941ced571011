"""What the query language finds on the real index, and in MongoDB when Elasticsearch is unavailable."""

import pytest

from search.tests.asking import answer, counts, html, titles
from search.tests.factories import index_article, index_titles, keep_articles, new_article
from search.tests.unavailable import elasticsearch_at, refusing_port

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]


def test_a_phrase_is_found_where_its_words_stand_together() -> None:
    index_titles("Time Warner grows", "Warner takes time")
    assert titles(q='"time warner"') == ["Time Warner grows"]


def test_a_phrase_is_meant_as_written() -> None:
    """No other endings: a stem is a term of the index too, and companies would be found for company."""
    index_titles("An elect few", "He elects few", "Elected few")
    assert titles(q='"elect few"') == ["An elect few"]


def test_a_phrase_does_not_reach_from_the_title_into_the_text() -> None:
    index_article(title="Oil", content="Price of gas.")
    assert titles(q='"oil price"') == []


def test_a_phrase_holds_words_with_a_hyphen() -> None:
    """The hyphened word is in the searched field once more in one piece, which must not stand between."""
    index_titles("An e-mail address leaks", "Address by mail")
    assert titles(q='"e-mail address"') == ["An e-mail address leaks"]


@pytest.mark.parametrize("text", ["oil -gas", "oil -lines", 'oil -"and gas"'])
def test_what_has_a_minus_is_left_out(text: str) -> None:
    index_titles("Oil and gas line", "Oil alone")
    assert titles(q=text) == ["Oil alone"]


def test_only_a_minus_browses_the_rest() -> None:
    index_titles("Oil and gas", "Water", "Wind")
    assert sorted(titles(q="-oil")) == ["Water", "Wind"]


@pytest.mark.parametrize("text", ["title:strike", "title:strikes ", "title:stri", 'title:"on strike"'])
def test_a_word_may_be_asked_of_the_title(text: str) -> None:
    index_article(title="Pilots on strike", content="Nothing flies.")
    index_article(title="Nothing flies", content="The pilots are on strike, their first strikes in years.")
    assert titles(q=text) == ["Pilots on strike"]


def test_a_slip_in_a_word_asked_of_the_title_is_forgiven() -> None:
    index_titles("Pilots on strike", "Other")
    assert titles(q="title:stirke ") == ["Pilots on strike"]


def test_a_category_may_be_named_among_the_words() -> None:
    index_titles("Cup final", category="sport")
    index_titles("Cup of tea", category="tech")
    assert titles(q="cup category:sport") == ["Cup final"]
    assert titles(q="cup -category:sport") == ["Cup of tea"]
    assert counts("category", q="cup category:sport")["tech"] == 0


def test_a_category_alone_is_browsed_newest_first() -> None:
    index_article(title="Old", category="sport", published_at=None)
    index_article(title="New", category="sport")
    assert titles(q="category:sport") == ["New", "Old"]


@pytest.mark.parametrize("text", ['"oil', "title:", "oil category:weather", "- oil", "-title: oil"])
def test_what_is_malformed_is_plain_text(text: str) -> None:
    index_titles("Oil title category weather")
    assert titles(q=text) == ["Oil title category weather"]


def test_a_title_with_quotation_marks_is_first_when_it_is_typed_whole() -> None:
    index_titles('Blair "damaged" by row', 'Blair "damaged" by row, says Blair, who is damaged by a row')
    assert titles(q='Blair "damaged" by row')[0] == 'Blair "damaged" by row'


def test_operators_are_marked_too() -> None:
    index_article(title="Time Warner grows", content="Profit.")
    (hit,) = answer(q='"time warner" title:grows')["hits"]
    assert hit["title_html"].count("<mark>") >= 2


def test_readers_are_told_of_the_language() -> None:
    assert "Search tips" in html()
    assert "category:sport" in html()


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"time warner"', ["Time Warner grows"]),
        ("warner -grows", ["Warner takes time"]),
        ("title:time", ["Time Warner grows", "Warner takes time"]),
        ("warner category:sport", ["Warner takes time"]),
        ("warner -category:sport", ["Time Warner grows"]),
    ],
)
def test_mongodb_knows_the_language_as_well(text: str, found: list[str]) -> None:
    keep_articles(
        new_article(title="Time Warner grows", content="A.", category="business"),
        new_article(title="Warner takes time", content="B.", category="sport"),
        new_article(title="Other", content="It is time."),
    )
    with refusing_port() as port, elasticsearch_at(port):
        body = answer(q=text)
    assert body["engine"] == "mongodb"
    assert [hit["title"] for hit in body["hits"]] == found
