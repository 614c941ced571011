"""What the form of an article refuses."""

import pytest

from catalog.forms import NewArticleForm
from catalog.models import CONTENT_LENGTH, TITLE_LENGTH
from catalog.tests.factories import typed


def refused_fields(**fields: object) -> list[str]:
    return list(NewArticleForm(typed(**fields)).errors)


@pytest.mark.parametrize(
    "title",
    ["", "   ", "x" * (TITLE_LENGTH + 1), "a\0b", "a\nb", "a\tb", "a\x07b", "a\x85b", "a\u2028b", "\u200b"],
)
def test_a_title_that_is_none_is_refused(title: str) -> None:
    assert refused_fields(title=title) == ["title"]


@pytest.mark.parametrize("content", ["", " \n ", "x" * (CONTENT_LENGTH + 1), "a\0b", "a\x0bb", "\u200b"])
def test_a_text_that_is_none_is_refused(content: str) -> None:
    assert refused_fields(content=content) == ["content"]


@pytest.mark.parametrize("category", ["", "foo", "Sport", "<script>"])
def test_an_unknown_category_is_refused(category: str) -> None:
    assert refused_fields(category=category) == ["category"]


@pytest.mark.parametrize("date", ["yesterday", "2024-13-01T00:00", "0001-01-01T00:00+14:00", "0999-01-01T00:00", "\0"])
def test_a_date_that_is_none_is_refused(date: str) -> None:
    assert refused_fields(published_at=date) == ["published_at"]
