"""The ways in which a word may be held, without a server."""

import json

from search.queries import text_query
from search.ways import places, ways


def test_a_half_typed_word_of_one_or_two_letters_is_not_measured_for_nearness_by_its_beginnings() -> None:
    """Elasticsearch refuses an interval that expands to more terms than it allows clauses."""
    assert "prefix" not in json.dumps(places("sa", half_typed=True, forgiving=False))
    assert "prefix" in json.dumps(places("sam", half_typed=True, forgiving=False))


def test_a_whole_word_is_not_taken_for_a_beginning() -> None:
    assert "text.starts" not in json.dumps(ways("profit", half_typed=False, forgiving=False).to_dict())
    assert "text.starts" in json.dumps(ways("profi", half_typed=True, forgiving=False).to_dict())


def test_a_number_may_always_grow() -> None:
    assert "text.starts" in json.dumps(ways("100", half_typed=False, forgiving=False).to_dict())


def test_slips_are_forgiven_in_the_forgiving_pass_only() -> None:
    strict, forgiving = (text_query("gardner world", forgiving=each).to_dict() for each in (False, True))
    assert "fuzziness" not in json.dumps(strict)
    assert "fuzziness" in json.dumps(forgiving)
