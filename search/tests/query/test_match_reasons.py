"""Why a hit is there, from the names of the clauses it matched."""

from search.query.match_reasons import near, reasons, synonym, typed
from search.values import MatchReason


def test_without_names_there_is_nothing_to_say() -> None:
    assert reasons([]) == ()


def test_reasons_come_in_the_order_of_their_weight() -> None:
    assert reasons(["all words", "exact title", "in title"]) == (
        MatchReason.EXACT_TITLE,
        MatchReason.IN_TITLE,
        MatchReason.ALL_WORDS,
    )


def test_all_words_are_there_when_every_slot_was_found_as_typed() -> None:
    assert reasons([typed("0/2"), near("0/2"), typed("1/2")]) == (MatchReason.ALL_WORDS,)


def test_one_word_is_not_all_words() -> None:
    assert reasons([typed("0/1")]) == ()


def test_a_missing_word_is_not_all_words() -> None:
    assert reasons([typed("0/3"), typed("1/3")]) == ()


def test_a_slip_is_one_only_where_the_word_itself_is_not_there() -> None:
    assert reasons([typed("0/2"), near("0/2"), near("1/2")]) == (MatchReason.SIMILAR_SPELLING,)


def test_a_synonym_is_one_only_where_the_word_itself_is_not_there() -> None:
    assert reasons([synonym("0/2"), typed("1/2")]) == (MatchReason.SYNONYM,)
    assert reasons([synonym("0/2"), typed("0/2"), typed("1/2")]) == (MatchReason.ALL_WORDS,)
