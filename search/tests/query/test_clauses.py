"""The clauses and intervals of a term group, without a server."""

import json
import re

import pytest

from search.query.clauses import fuzzy_beginning, intervals, term_clause
from search.query.normalise import MAX_CHARACTERS
from search.query.parse import parse_query
from search.query.text_query import text_query
from search.values import TermGroup


def clause(group: TermGroup, *, fuzzy: bool = False) -> str:
    return json.dumps(term_clause(group, "0/1", fuzzy=fuzzy).to_dict())


def test_a_half_typed_word_of_one_or_two_letters_has_no_prefix_interval() -> None:
    """Elasticsearch rejects an interval that expands to more terms than it allows clauses."""
    assert "prefix" not in json.dumps(intervals(TermGroup(("sa",), half_typed=True), fuzzy=False))
    assert "prefix" in json.dumps(intervals(TermGroup(("sam",), half_typed=True), fuzzy=False))


def test_a_complete_word_is_not_matched_as_a_prefix() -> None:
    assert "prefix" not in clause(TermGroup(("profit",)))
    assert "match_bool_prefix" in clause(TermGroup(("profi",), half_typed=True))


def test_a_number_is_always_matched_as_a_prefix() -> None:
    assert "match_bool_prefix" in clause(TermGroup(("100",)))


def test_typos_are_allowed_in_the_fuzzy_pass_only() -> None:
    strict, fuzzy = (text_query(parse_query("gardner world"), fuzzy=each).to_dict() for each in (False, True))
    assert "fuzziness" not in json.dumps(strict)
    assert "fuzziness" in json.dumps(fuzzy)


def test_a_number_is_never_fuzzy() -> None:
    assert "fuzziness" not in clause(TermGroup(("2004",)), fuzzy=True)


def test_only_a_half_typed_word_of_the_fuzzy_pass_may_begin_nearly_so() -> None:
    fuzzy_prefix = '"regexp": {"text": {"value": "(g'
    half_typed = TermGroup(("goverme",), half_typed=True)
    assert fuzzy_prefix in clause(half_typed, fuzzy=True)
    assert fuzzy_prefix not in clause(half_typed)
    assert fuzzy_prefix not in clause(TermGroup(("goverme",)), fuzzy=True)
    assert "regexp" not in clause(TermGroup(("gove",), half_typed=True), fuzzy=True)


@pytest.mark.parametrize("word", ["goverme", "gvoernm", "ggovern", "gobern", "GOVRNM", "governx"])
def test_a_beginning_with_one_slip_is_marked(word: str) -> None:
    assert re.fullmatch(fuzzy_beginning(word), "government")


@pytest.mark.parametrize("word", ["gvrnmen", "overnm"])
def test_a_beginning_with_two_slips_or_one_in_its_first_letter_is_not(word: str) -> None:
    assert not re.fullmatch(fuzzy_beginning(word), "government")


def test_the_expression_of_a_long_word_is_no_longer_than_a_query() -> None:
    assert re.fullmatch(fuzzy_beginning("internatoinali"), "internationalists")
    assert len(fuzzy_beginning("x" * 300)) <= MAX_CHARACTERS


@pytest.mark.parametrize("word", ["gove", "20045", "東京都渋谷区"])
def test_short_beginnings_numbers_and_words_without_spaces_mark_nothing_else(word: str) -> None:
    assert fuzzy_beginning(word) == ""


def test_a_synonym_is_matched_as_a_phrase_beside_the_word() -> None:
    body = term_clause(TermGroup(("uk",), synonyms=("United Kingdom",)), "0/1", fuzzy=False).to_dict()
    synonyms = body["dis_max"]["queries"][1]["dis_max"]["queries"]
    assert [each["match_phrase"]["text"]["query"] for each in synonyms] == ["United Kingdom"]


def test_a_synonym_weighs_less_than_what_was_typed() -> None:
    """Otherwise an article with a rare synonym would rank above those with the word itself."""
    body = term_clause(TermGroup(("uk",), synonyms=("United Kingdom",)), "0/1", fuzzy=False).to_dict()
    typed, synonyms = (part["dis_max"]["queries"] for part in body["dis_max"]["queries"])
    assert synonyms[0]["match_phrase"]["text"]["boost"] < min(each["match"]["text"]["boost"] for each in typed)
