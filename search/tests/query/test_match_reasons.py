"""Match reasons, from the names of the clauses that a hit matched."""

from search.query.match_reasons import begun, near, reasons, synonym, typed
from search.values import MatchReason


def test_without_names_there_are_no_reasons() -> None:
    assert reasons([]) == ()


def test_reasons_are_in_order_of_strength() -> None:
    assert reasons(["all words", "exact title", "in title"]) == (
        MatchReason.EXACT_TITLE,
        MatchReason.IN_TITLE,
        MatchReason.ALL_WORDS,
    )


def test_all_words_match_when_every_group_matches_as_typed() -> None:
    assert reasons([typed("0/2"), near("0/2"), typed("1/2")]) == (MatchReason.ALL_WORDS,)


def test_one_word_is_not_all_words() -> None:
    assert reasons([typed("0/1")]) == ()


def test_missing_words_are_a_reason_and_not_all_words() -> None:
    assert reasons([typed("0/3"), typed("1/3")]) == (MatchReason.WORD_MISSING,)
    assert reasons([typed("0/3"), near("0/3")]) == (MatchReason.WORDS_MISSING,)
    assert reasons([near("0/2"), "in title"]) == (
        MatchReason.IN_TITLE,
        MatchReason.SIMILAR_SPELLING,
        MatchReason.WORD_MISSING,
    )


def test_a_fuzzy_match_counts_only_without_the_word_itself() -> None:
    assert reasons([typed("0/2"), near("0/2"), near("1/2")]) == (MatchReason.SIMILAR_SPELLING,)


def test_a_synonym_counts_only_without_the_word_itself() -> None:
    assert reasons([synonym("0/2"), typed("1/2")]) == (MatchReason.SYNONYM,)
    assert reasons([synonym("0/2"), typed("0/2"), typed("1/2")]) == (MatchReason.ALL_WORDS,)


def test_a_letter_that_only_ranks_is_neither_a_reason_nor_missing() -> None:
    assert reasons([typed("0/2"), begun("1/2")]) == ()
    assert reasons([typed("0/2"), begun("1/2"), typed("1/2")]) == (MatchReason.ALL_WORDS,)
