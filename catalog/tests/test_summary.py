"""What a change did, in words."""

import pytest

from catalog.editing.history import FIELDS
from catalog.editing.summary import what_changed
from catalog.history_models import FormerVersion


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


def test_every_field_of_an_article_is_one_of_a_former_version() -> None:
    assert {"title", "content", "version"} < set(FIELDS)
    assert set(FIELDS) <= {field.name for field in FormerVersion._meta.fields}
