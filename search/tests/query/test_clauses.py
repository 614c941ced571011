"""The ways in which a word may be held, without a server."""

import json

from search.query.clauses import intervals, term_clause
from search.query.parse import parse_query
from search.query.text_query import text_query
from search.values import TermGroup


def asked(group: TermGroup, *, fuzzy: bool = False) -> str:
    return json.dumps(term_clause(group, "0/1", fuzzy=fuzzy).to_dict())


def test_a_half_typed_word_of_one_or_two_letters_is_not_measured_for_nearness_by_its_beginnings() -> None:
    """Elasticsearch refuses an interval that expands to more terms than it allows clauses."""
    assert "prefix" not in json.dumps(intervals(TermGroup(("sa",), half_typed=True), fuzzy=False))
    assert "prefix" in json.dumps(intervals(TermGroup(("sam",), half_typed=True), fuzzy=False))


def test_a_whole_word_is_not_taken_for_a_beginning() -> None:
    assert "text.prefix" not in asked(TermGroup(("profit",)))
    assert "text.prefix" in asked(TermGroup(("profi",), half_typed=True))


def test_a_number_may_always_grow() -> None:
    assert "text.prefix" in asked(TermGroup(("100",)))


def test_slips_are_forgiven_in_the_forgiving_pass_only() -> None:
    strict, fuzzy = (text_query(parse_query("gardner world"), fuzzy=each).to_dict() for each in (False, True))
    assert "fuzziness" not in json.dumps(strict)
    assert "fuzziness" in json.dumps(fuzzy)


def test_a_number_has_no_slips() -> None:
    assert "fuzziness" not in asked(TermGroup(("2004",)), fuzzy=True)


def test_a_synonym_is_looked_for_as_a_phrase_beside_the_word() -> None:
    body = term_clause(TermGroup(("uk",), synonyms=("United Kingdom",)), "0/1", fuzzy=False).to_dict()
    synonyms = body["dis_max"]["queries"][1]["dis_max"]["queries"]
    assert [clause["match_phrase"]["text"]["query"] for clause in synonyms] == ["United Kingdom"]


def test_a_synonym_weighs_less_than_what_was_typed() -> None:
    """Or an article with a rare synonym would come before those with the word itself."""
    body = term_clause(TermGroup(("uk",), synonyms=("United Kingdom",)), "0/1", fuzzy=False).to_dict()
    own, meant = (part["dis_max"]["queries"] for part in body["dis_max"]["queries"])
    assert meant[0]["match_phrase"]["text"]["boost"] < min(clause["match"]["text"]["boost"] for clause in own)
