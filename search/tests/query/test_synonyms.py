"""Which words of a query have synonyms, without a server."""

from dataclasses import replace

import pytest

from search.query.parse import parse_query
from search.query.synonyms import MOST_TERMS, Synonyms, terms_of
from search.values import TermGroup

KINGDOM = Synonyms.of(["UK, United Kingdom, Britain", "film, movie", "motion picture, movie"])


def term_groups(text: str) -> tuple[TermGroup, ...]:
    """Return the groups without the other forms of their words, which are tested in test_forms.py."""
    return tuple(replace(group, forms=()) for group in KINGDOM.widen(parse_query(text)).term_groups)


def test_a_word_has_the_other_terms_of_its_group() -> None:
    assert term_groups("uk ") == (TermGroup(("uk",), synonyms=("United Kingdom", "Britain")),)


def test_several_words_are_one_term() -> None:
    assert term_groups("united kingdom votes ") == (
        TermGroup(("united", "kingdom"), synonyms=("UK", "Britain")),
        TermGroup(("votes",)),
    )


def test_a_part_of_a_term_has_no_synonyms() -> None:
    assert term_groups("united votes ") == (TermGroup(("united",)), TermGroup(("votes",)))


@pytest.mark.parametrize("text", ["Films ", "film's ", "FILM ", "film’s "])
def test_endings_and_case_make_no_difference(text: str) -> None:
    assert term_groups(text)[0].synonyms == ("movie",)


def test_accents_make_no_difference() -> None:
    assert Synonyms.of(["café, bistro"]).group([TermGroup(("cafe",))])[0].synonyms == ("bistro",)


def test_a_term_in_two_groups_has_the_synonyms_of_both() -> None:
    assert term_groups("movie ")[0].synonyms == ("film", "motion picture")


def test_only_the_last_group_is_half_typed() -> None:
    assert [group.half_typed for group in term_groups("film fest")] == [False, True]


@pytest.mark.parametrize("text", ["F.B.I. ", "FBI ", "fbi "])
def test_initials_have_the_synonyms_of_the_word_without_points(text: str) -> None:
    (group,) = Synonyms.of(["FBI, Federal Bureau"]).widen(parse_query(text)).term_groups
    assert group.synonyms == ("Federal Bureau",)


@pytest.mark.parametrize("group", ["", "alone", "same, Same", " , ,", "***, word", "one two three four five six, x"])
def test_an_unusable_group_is_ignored(group: str) -> None:
    assert Synonyms.of([group]).others == {}


def test_the_number_of_synonyms_is_limited() -> None:
    many = Synonyms.of([", ".join(f"word{chr(97 + number)}" for number in range(MOST_TERMS + 5))])
    assert len(many.group([TermGroup(("worda",))])[0].synonyms) == MOST_TERMS


def test_the_terms_of_a_group_are_trimmed_and_unique() -> None:
    assert terms_of(" lorry ,  heavy   truck,, lorry") == ("lorry", "heavy truck")
