"""Searches with the editors' synonyms, on the real index."""

import pytest

from search.tests.asking import answer, titles
from search.tests.factories import Choose, index_article, index_titles

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]


@pytest.mark.parametrize(("text", "title"), [("lorry", "A truck burns"), ("trucks ", "The lorry burns")])
def test_synonyms_work_in_both_directions(synonyms: Choose, text: str, title: str) -> None:
    synonyms("lorry, truck")
    index_titles(title, "Other")
    assert titles(q=text) == [title]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("mobile phone ", "Cell phones sell"),
        ("cell phone sell", "A mobile phone to sell"),
        ("uk", "The United Kingdom votes"),
        ("united kingdom", "UK votes"),
        ("uk votes ", "United Kingdom votes"),
    ],
)
def test_several_words_are_one_term(synonyms: Choose, text: str, title: str) -> None:
    synonyms("mobile phone, cell phone", "UK, United Kingdom")
    index_titles(title, "Cell walls", "A phone", "A kingdom")
    assert titles(q=text)[:1] == [title]


def test_a_part_of_a_term_has_no_synonyms(synonyms: Choose) -> None:
    synonyms("UK, United Kingdom")
    index_titles("UK votes", "Kingdom of the bees")
    assert titles(q="kingdom ") == ["Kingdom of the bees"]


def test_the_typed_word_ranks_above_its_synonym(synonyms: Choose) -> None:
    synonyms("car, automobile")
    index_titles(*(f"The car number {number}" for number in range(4)), "The automobile")
    assert titles(q="car ")[-1] == "The automobile"


def test_a_synonym_in_the_title_earns_the_title_bonus(synonyms: Choose) -> None:
    synonyms("film, movie")
    index_article(title="Movie festival opens", content="Red carpets.")
    index_article(title="Other", content="A film about a train. Later, elsewhere, and by chance, a festival.")
    assert titles(q="film festival ")[0] == "Movie festival opens"


def test_a_synonym_is_marked(synonyms: Choose) -> None:
    synonyms("film, motion picture")
    index_article(title="Other", content="A motion picture.")
    (hit,) = answer(q="film")["hits"]
    assert hit["snippet_html"] == "A <mark>motion picture</mark>."


def test_a_change_of_the_list_takes_effect_at_once(synonyms: Choose) -> None:
    index_titles("A truck burns")
    assert titles(q="lorry") == []
    synonyms("lorry, truck")
    assert titles(q="lorry") == ["A truck burns"]


def test_initials_are_no_synonym_of_the_word_that_they_spell(synonyms: Choose) -> None:
    synonyms("USA, U.S., United States", "World Health Organisation, W.H.O.")
    index_titles("Tell us more", "The U.S. votes", "The U.S. pays", "The U.S. waits")
    assert len(titles(q="USA ")) == 3
    index_titles("Who knows", "W.H.O. meets", "W.H.O. warns", "W.H.O. asks")
    assert len(titles(q="World Health Organisation ")) == 3


def test_other_initials_are_a_synonym_however_they_are_written(synonyms: Choose) -> None:
    synonyms("Federal Bureau, F.B.I.")
    index_titles("FBI closes a case", "F.B.I. opens a case")
    assert sorted(titles(q="Federal Bureau ")) == ["F.B.I. opens a case", "FBI closes a case"]
