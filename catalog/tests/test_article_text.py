"""How an article's text becomes paragraphs."""

from catalog.templatetags.article_text import paragraphs


def test_an_empty_line_parts_paragraphs() -> None:
    assert paragraphs("One.\n\nTwo,\nsecond line.\n \n\nThree.") == ["One.", "Two,\nsecond line.", "Three."]


def test_windows_line_ends_part_paragraphs_too() -> None:
    assert paragraphs("One.\r\n\r\nTwo.") == ["One.", "Two."]
