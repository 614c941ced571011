"""Under which text a search without results is counted, and which texts never are."""

import pytest

from search.editorial.zero_result_log import countable


@pytest.mark.parametrize("query", ["Quokka  Smile", "  quokka smile ", "QUOKKA\tSMILE", "quokka smile"])
def test_case_and_spaces_make_no_difference(query: str) -> None:
    assert countable(query) == "quokka smile"


def test_letters_and_their_accents_are_composed() -> None:
    assert countable("Cafe\u0301") == "café"


@pytest.mark.parametrize("query", ["", " ", "*", "!? …", "🦘 🦘 🦘", "q", "qu", "q!", "c++", "x" * 101, "words " * 20])
def test_a_text_without_words_or_too_short_or_long_is_not_counted(query: str) -> None:
    assert countable(query) is None


@pytest.mark.parametrize(
    "query", ["emu", "3g phones", "x" * 100, "20 december 2004", "£1,250,000", "1939-45", "quokka 1"]
)
def test_what_an_editor_can_use_is_counted(query: str) -> None:
    assert countable(query) == query


@pytest.mark.parametrize(
    "query",
    [
        "anna@example.org",
        "anna ＠ example.org",
        "@anna",
        "5551234",
        "call 020 7946 0958",
        "+44-20-7946-0958",
        "(020) 7946/0958",
        "020.7946.0958",
        "020–7946–0958",
        "４１１１ １１１１ １１１１ １１１１",
        "1 2 3 4 5 6 7",
    ],
)
def test_what_looks_personal_is_not_counted(query: str) -> None:
    assert countable(query) is None
