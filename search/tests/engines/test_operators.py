"""What the query language finds on the real index, and in MongoDB when Elasticsearch is unavailable."""

import pytest

from search.tests.asking import answer, counts, html, titles
from search.tests.factories import index_article, index_titles, keep_articles, new_article
from search.tests.unavailable import elasticsearch_at, refusing_port

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]


def test_a_phrase_is_found_where_its_words_are_adjacent() -> None:
    index_titles("Time Warner grows", "Warner takes time")
    assert titles(q='"time warner"') == ["Time Warner grows"]


def test_a_phrase_is_matched_as_written() -> None:
    """Without stems, or companies would be found for company."""
    index_titles("An elect few", "He elects few", "Elected few")
    assert titles(q='"elect few"') == ["An elect few"]


def test_a_phrase_does_not_span_title_and_text() -> None:
    index_article(title="Oil", content="Price of gas.")
    assert titles(q='"oil price"') == []


def test_a_phrase_may_contain_a_hyphenated_word() -> None:
    """The joined form of the hyphenated word is indexed too, and must not separate the words."""
    index_titles("An e-mail address leaks", "Address by mail")
    assert titles(q='"e-mail address"') == ["An e-mail address leaks"]


@pytest.mark.parametrize("text", ["oil -gas", "oil -lines", 'oil -"and gas"'])
def test_a_minus_excludes(text: str) -> None:
    index_titles("Oil and gas line", "Oil alone")
    assert titles(q=text) == ["Oil alone"]


def test_an_exclusion_alone_browses_the_rest() -> None:
    index_titles("Oil and gas", "Water", "Wind")
    assert sorted(titles(q="-oil")) == ["Water", "Wind"]


@pytest.mark.parametrize("text", ["title:strike", "title:strikes ", "title:stri", 'title:"on strike"'])
def test_title_searches_in_titles_only(text: str) -> None:
    index_article(title="Pilots on strike", content="Nothing flies.")
    index_article(title="Nothing flies", content="The pilots are on strike, their first strikes in years.")
    assert titles(q=text) == ["Pilots on strike"]


def test_the_word_of_a_title_operator_may_have_a_typo() -> None:
    index_titles("Pilots on strike", "Other")
    assert titles(q="title:stirke ") == ["Pilots on strike"]


def test_a_category_operator_filters() -> None:
    index_titles("Cup final", category="sport")
    index_titles("Cup of tea", category="tech")
    assert titles(q="cup category:sport") == ["Cup final"]
    assert titles(q="cup -category:sport") == ["Cup of tea"]
    assert counts("category", q="cup category:sport")["tech"] == 0


def test_a_category_alone_is_browsed_newest_first() -> None:
    index_article(title="Old", category="sport", published_at=None)
    index_article(title="New", category="sport")
    assert titles(q="category:sport") == ["New", "Old"]


@pytest.mark.parametrize("text", ['"oil', "title:", "oil category: weather", "- oil", "-title: oil"])
def test_a_malformed_operator_is_plain_text(text: str) -> None:
    index_titles("Oil title category weather")
    assert titles(q=text) == ["Oil title category weather"]


def test_a_title_with_quotation_marks_is_first_when_it_is_typed_whole() -> None:
    index_titles('Blair "damaged" by row', 'Blair "damaged" by row, says Blair, who is damaged by a row')
    assert titles(q='Blair "damaged" by row')[0] == 'Blair "damaged" by row'


def test_words_of_operators_are_marked() -> None:
    index_article(title="Time Warner grows", content="Profit.")
    (hit,) = answer(q='"time warner" title:grows')["hits"]
    assert hit["title_html"].count("<mark>") >= 2


def test_the_page_explains_the_query_language() -> None:
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
def test_mongodb_supports_the_query_language(text: str, found: list[str]) -> None:
    keep_articles(
        new_article(title="Time Warner grows", content="A.", category="business"),
        new_article(title="Warner takes time", content="B.", category="sport"),
        new_article(title="Other", content="It is time."),
    )
    with refusing_port() as port, elasticsearch_at(port):
        body = answer(q=text)
    assert body["engine"] == "mongodb"
    assert [hit["title"] for hit in body["hits"]] == found


def test_or_finds_either_and_ranks_by_what_matches() -> None:
    index_titles("A gas well", "An oil rig", "Water")
    assert sorted(titles(q="oil OR gas ")) == ["A gas well", "An oil rig"]
    assert titles(q='"oil rig" OR water ') != []


def test_and_needs_both() -> None:
    index_titles("Oil, gas", "An oil rig")
    assert titles(q="oil AND gas ") == ["Oil, gas"]


def test_mongodb_understands_or_and_a_star(archive: None) -> None:
    keep_articles(new_article(title="A gas well"), new_article(title="An oil rig"), new_article(title="Water"))
    with refusing_port() as port, elasticsearch_at(port):
        assert sorted(titles(q="oil OR gas")) == ["A gas well", "An oil rig"]
        assert titles(q="wat*") == ["Water"]


@pytest.mark.parametrize(
    "title",
    [
        "Minister to resign -sources",
        "Smith -v- Northern Rail: judge rules for passengers",
        "Britain shivers as temperatures fall to -5C",
        "Rates rise -report, markets fall -analysts",
        "Report: " + " ".join(f"word{number}" for number in range(40)),
        "A headline without end, " + "with names, places, times and sums of money, " * 6 + "at last with news -sources",
    ],
)
def test_a_pasted_headline_is_found_first(title: str) -> None:
    index_titles(title, "Minister to resign", "Rates rise", "Temperatures fall", "Report: word0 word1 word2 sources")
    index_article(title="All of it", content=title.replace("-", ""))
    assert titles(q=title)[0] == title


def test_an_exact_title_may_have_other_spaces_and_signs() -> None:
    index_titles(
        "Rates  rise\N{NO-BREAK SPACE}again", "Rates rise again and again", "“Who’s next?” Marks & Spencer asks"
    )
    assert titles(q="Rates rise again")[0] == "Rates  rise\N{NO-BREAK SPACE}again"
    assert answer(q="Who's next? Marks and Spencer asks")["hits"][0]["matched"][0] == "exact title"
