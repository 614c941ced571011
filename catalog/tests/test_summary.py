"""What a change did, in words."""

import pytest

from catalog.editing.summary import what_changed


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"title": "A", "content": "a b c"}, {"title": "B", "content": "a b d e"}, "title, 2 words added, 1 removed"),
        ({"content": "a b"}, {"content": "a b c"}, "1 word added"),
        ({"content": "a b c"}, {"content": "a"}, "2 words removed"),
        ({"content": "a b"}, {"content": "b a"}, "order of words"),
        ({"content": "a b"}, {"content": "a\n\nb"}, "spacing"),
        ({"content": "a", "author": None}, {"content": "a", "author": []}, "nothing"),
        ({}, {"category": "tech", "content": "a " * 1200}, "category, 1,200 words added"),
    ],
)
def test_what_changed(before: dict[str, object], after: dict[str, object], words: str) -> None:
    assert what_changed(before, after) == words
