"""What an editor sees of two texts that differ."""

from catalog.editing.differences import MAX_PIECES, Piece, differences


def test_equal_texts_do_not_differ() -> None:
    assert differences("Same.", "Same.") == []


def test_an_added_paragraph_is_one_piece() -> None:
    assert differences("One.\n", "One.\nTwo.\n") == [Piece("both", "One.\n"), Piece("mine", "Two.\n")]


def test_a_removed_paragraph_is_one_piece() -> None:
    assert differences("One.\nTwo.\n", "One.\n") == [Piece("both", "One.\n"), Piece("theirs", "Two.\n")]


def test_texts_of_too_many_lines_are_not_compared() -> None:
    assert differences("a\n" * MAX_PIECES, "b\n" * MAX_PIECES) == []


def test_paragraphs_of_too_many_words_are_compared_as_a_whole() -> None:
    old, new = "a " * MAX_PIECES, "b " * MAX_PIECES
    assert differences(old, new) == [Piece("theirs", old), Piece("mine", new)]
