"""The other ways to write a word, without a server."""

import re

import pytest

from search.query.forms import forms_of, substring


@pytest.mark.parametrize(
    ("words", "form"),
    [
        (["web", "site"], "website"),
        (["website"], "web site"),
        (["e-mail"], "email"),
        (["email"], "e mail"),
        (["login"], "log in"),
        (["log", "in"], "login"),
        (["O", "Neill"], "ONeill"),
        (["rock", "n", "roll"], "rocknroll"),
        (["R", "and", "D"], "R&D"),
        (["R&D"], "R & D"),
        (["J", "K", "Rowling"], "JK"),
        (["FBI"], "F B I"),
        (["10", "000"], "10000"),
        (["10,000"], "10 000"),
        (["3.5bn"], "3.5 billion"),
        (["3.5", "billion"], "3.5bn"),
        (["F-16"], "F16"),
        (["F16"], "F 16"),
    ],
)
def test_a_word_has_its_other_forms(words: list[str], form: str) -> None:
    assert form in forms_of(words)[0]


@pytest.mark.parametrize(
    ("words", "form"),
    [
        (["a", "way"], "away"),
        (["away"], "a way"),
        (["therapist"], "the rapist"),
        (["notable"], "not able"),
        (["man", "or"], "manor"),
        (["9/11"], "911"),
        (["1-0"], "10"),
        (["2004", "100"], "2004100"),
        (["we'll"], "we ll"),
        (["3.5"], "35"),
    ],
)
def test_other_words_are_no_forms(words: list[str], form: str) -> None:
    assert all(form not in forms for forms in forms_of(words))


def test_a_long_query_is_not_split_further() -> None:
    assert forms_of(["website", "of", "the", "new", "council"])[0] == ()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("O'Neill", "O’Neill"), ("O'Neill", "ONeill"), ("e-mail", "email"), ("464,000", "464000"), ("464000", "464,000")],
)
def test_mongodb_takes_the_usual_ways_to_write_a_word(typed: str, stored: str) -> None:
    assert re.search(substring(typed), stored)


@pytest.mark.parametrize(("typed", "stored"), [("a.b", "axb"), ("C++", "CCC"), ("3.5", "35"), ("*", "x")])
def test_signs_are_no_patterns_in_mongodb(typed: str, stored: str) -> None:
    assert not re.search(substring(typed), stored)
