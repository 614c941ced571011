"""What is found and in which order, on the real index, whatever the query looks like."""

from datetime import UTC, datetime

import pytest

from search.documents import articles
from search.tests.asking import answer, titles
from search.tests.factories import index_article, index_articles, index_titles, new_article

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]


def test_without_words_everything_matches() -> None:
    index_titles("One", "Two")
    assert sorted(titles()) == ["One", "Two"]


def test_an_empty_archive_returns_an_empty_page() -> None:
    body = answer(q="war")
    assert (body["hits"], body["total"], body["pages"]) == ([], {"value": 0, "relation": "eq"}, 1)


@pytest.mark.parametrize("field", ["title", "content"])
def test_a_word_is_found_in_title_and_text(field: str) -> None:
    index_article(title="Other", content="Nothing here.")
    wanted = index_article(**{"title": "Wanted", "content": "Something.", field: "All about dividends today"})
    assert [hit["id"] for hit in answer(q="dividends ")["hits"]] == [str(wanted.pk)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("profit", "Profits rise"),
        ("PROFITS", "Profits rise"),
        ("elections ", "Election day"),
        ("cafe", "The café closes"),
        ("café", "The cafe closes"),
        ("cafe\N{COMBINING ACUTE ACCENT}", "The café closes"),
        ("o'neill", "O’Neill resigns"),
        ("O’Neill ", "O'Neill resigns"),
        ("government", "The government’s plan"),
        ("1.13bn", "Loss of $1.13bn"),
        ("$1.13bn ", "Loss of $1.13bn"),
        ("time-warner", "Time Warner grows"),
        ("שלום", "שלום עולם"),
        ("時代", "時代華納"),
        ("हिन्दी ", "हिन्दी समाचार"),
    ],
)
def test_a_word_is_found_however_it_is_written(text: str, title: str) -> None:
    index_titles(title, "Something else")
    assert titles(q=text) == [title]


@pytest.mark.parametrize("text", ["e", "el", "elec", "electio", "general elec", "general e"])
def test_the_last_word_is_found_by_its_prefix(text: str) -> None:
    index_titles("General election", "Football")
    assert titles(q=text) == ["General election"]


def test_a_space_completes_the_word() -> None:
    index_titles(*(f"The cart {number}" for number in range(3)), *(f"The carton {number}" for number in range(3)))
    assert (len(titles(q="cart")), len(titles(q="cart "))) == (6, 3)


def test_every_word_is_required() -> None:
    index_titles("Time Warner 1", "Time Warner 2", "Time Warner 3", "Time flies", "Warner alone")
    assert sorted(titles(q="time warner ")) == ["Time Warner 1", "Time Warner 2", "Time Warner 3"]


def test_words_may_be_spread_over_title_and_text() -> None:
    index_article(title="Warner", content="The profit of the year.")
    index_article(title="Warner", content="Nothing.")
    assert answer(q="profit warner ")["hits"][0]["snippet_html"].startswith("The <mark>profit</mark>")


@pytest.mark.parametrize("text", ["goverment ", "governmnet ", "govrenment ministers", "governmant"])
def test_a_word_with_a_typo_is_found(text: str) -> None:
    index_titles("The government and its ministers", "Football")
    assert titles(q=text)[:1] == ["The government and its ministers"]


def test_a_search_that_finds_enough_is_not_fuzzy() -> None:
    index_titles("Horse one", "Horse two", "Horse three", "House four")
    assert sorted(titles(q="horse ")) == ["Horse one", "Horse three", "Horse two"]


def test_an_exact_title_comes_first() -> None:
    index_titles(*(f"The war of the worlds, part {number} of the war" for number in range(5)), "War")
    index_article(title="Peace", content="War " * 50)
    assert titles(q="war")[0] == "War"


def test_a_hit_is_scored_and_the_best_comes_first() -> None:
    index_article(title="Passing", content="A long report that mentions a dividend once. " + "Other things. " * 50)
    index_article(title="Dividend doubled", content="The dividend was doubled.")
    scores = [hit["score"] for hit in answer(q="dividend")["hits"]]
    assert titles(q="dividend") == ["Dividend doubled", "Passing"]
    assert scores[0] > scores[1] > 0


def test_browsing_has_no_scores() -> None:
    index_article()
    assert [hit["score"] for hit in answer()["hits"]] == [None]


def dated(title: str, year: int | None) -> None:
    index_article(title=title, published_at=datetime(year, 1, 1, tzinfo=UTC) if year else None)


@pytest.fixture
def four_dated(index: None) -> None:
    for title, year in (("War b", 2003), ("war A", None), ("Émile’s war", 2005), ("War c", 2005)):
        dated(title, year)


@pytest.mark.usefixtures("four_dated")
@pytest.mark.parametrize("text", ["", "war"])
def test_newest_first_puts_undated_articles_last(text: str) -> None:
    assert titles(q=text, sort="newest") == ["Émile’s war", "War c", "War b", "war A"]


@pytest.mark.usefixtures("four_dated")
@pytest.mark.parametrize("text", ["", "war"])
def test_oldest_first_puts_undated_articles_last_too(text: str) -> None:
    assert titles(q=text, sort="oldest") == ["War b", "Émile’s war", "War c", "war A"]


@pytest.mark.usefixtures("four_dated")
@pytest.mark.parametrize("text", ["", "war"])
def test_titles_are_sorted_regardless_of_case_and_accents(text: str) -> None:
    assert titles(q=text, sort="title") == ["Émile’s war", "war A", "War b", "War c"]


@pytest.mark.usefixtures("four_dated")
def test_browsing_starts_with_the_newest() -> None:
    assert titles() == titles(sort="newest")


def test_a_long_title_can_be_sorted_and_found() -> None:
    index_articles(new_article(title="b " * 150), new_article(title="a"))
    assert titles(sort="title") == ["a", "b " * 150]


@pytest.mark.parametrize(
    "text", ["9/11", "9/11 ", "9-11", "24/7", "50-50", "the who", "The Who ", "to be or not to be"]
)
def test_a_pair_is_found_side_by_side_first(text: str) -> None:
    index_article(
        title="Wanted", content=f"It was in a long report of the inquiry into the {text} affair, and of others."
    )
    scattered = "The 24 who won 9 to 11 or 7 of 50, 11 be not 9, 50 of 24 be, or not the 7 to be who; or 11, 9, 7, 24."
    index_article(title="Scattered", content=scattered)
    assert titles(q=text)[0] == "Wanted"


def test_a_title_that_is_a_common_word_is_found_first() -> None:
    index_titles("Italy votes", "It", "It is over", "Items sold")
    assert titles(q="It")[0] == "It"


@pytest.fixture
def vitamins(no_index: None) -> None:
    """Three texts on vitamin D, which has the word twice, and a longer one on vitamin C.

    In an index of their own: how rare a word is decides here, and what other tests have deleted still counts for that.
    """
    articles.create()
    index_titles("One", "Two", "Three", content="Vitamin D is a vitamin.")
    index_article(title="Four", content="Nobody who eats oranges every day is said to be without vitamin C.")


@pytest.mark.usefixtures("vitamins")
def test_a_letter_that_is_a_word_ranks_the_texts_that_have_it_first() -> None:
    assert titles(q="vitamin c") == ["Four", "One", "Three", "Two"]
    assert titles(q="vitamin d")[3:] == ["Four"]


@pytest.mark.usefixtures("vitamins")
def test_of_any_of_the_words_a_letter_finds_no_more_than_itself() -> None:
    index_article(title="Oil", content="The price falls.")
    assert "Oil" not in titles(q="vitamin c", words="any")


def test_a_word_of_one_character_is_required() -> None:
    index_titles("東京の駅", "東京の空", "東京の海", "東京の山")
    assert titles(q="東京 駅") == ["東京の駅"]
