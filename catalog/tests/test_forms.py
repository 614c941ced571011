"""What the form of an article refuses."""

import pytest

from catalog.forms import AuthorsField, NewArticleForm
from catalog.models import (
    ADDRESS_LENGTH,
    AUTHOR_LENGTH,
    CATEGORY_LENGTH,
    CONTENT_LENGTH,
    MOST_AUTHORS,
    TITLE_LENGTH,
)
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


@pytest.mark.parametrize(
    "category", ["", "  ", "x" * (CATEGORY_LENGTH + 1), "x" * 500, "a\0b", "a\nb", "a\u2028b", "\u200b", "\u00ad"]
)
def test_a_category_that_is_none_is_refused(category: str) -> None:
    assert refused_fields(category=category) == ["category"]


@pytest.mark.parametrize(
    "category", ["sport", "World news & politics", "<script>", "$1 ideas", "日本", "x" * CATEGORY_LENGTH]
)
def test_any_visible_line_is_a_category(category: str) -> None:
    assert refused_fields(category=category) == []


@pytest.mark.parametrize(
    ("typed_names", "names"),
    [
        ("", []),
        (" ; ;", []),
        ("Jane Doe", ["Jane Doe"]),
        (" Jane  Doe ;John Roe; Jane Doe", ["Jane Doe", "John Roe"]),
        ("Doe, Jane; O’Neil-Ödön, Ágnes", ["Doe, Jane", "O’Neil-Ödön, Ágnes"]),
    ],
)
def test_authors_are_separated_by_semicolons(typed_names: str, names: list[str]) -> None:
    assert AuthorsField(required=False).clean(typed_names) == names


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("x" * (AUTHOR_LENGTH + 1), "has 201 characters; the limit for one name is 200"),
        ("; ".join(f"Author {number}" for number in range(MOST_AUTHORS + 1)), "Names 51 authors; the limit is 50"),
        ("\u200b", "Contains no visible characters"),
        ("a\x07b", "Contains U+0007, which is not text"),
    ],
)
def test_authors_that_are_none_are_refused_with_the_reason(names: str, said: str) -> None:
    form = NewArticleForm({**typed(), "author": names})
    assert list(form.errors) == ["author"]
    assert said in str(form.errors["author"])


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org/a",
        "example.org",
        "ftp://example.org",
        "http://",
        "https:///a",
        "a b",
        "http://[bad",
        "http://host:99999/",
        "https://example.org/a b",
        'https://e.org/"><script>',
        "https://example.org/" + "x" * ADDRESS_LENGTH,
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    assert refused_fields(source_url=address) == ["source_url"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://example.org",
        "HTTP://EXAMPLE.ORG/a?b=c#d",
        "http://my_site.example:8080/",
        "https://bücher.example/ä",
        "http://localhost/x",
        "http://[::1]/",
        "https://example.org/https://other.example/?a[]=1&b=%20",
    ],
)
def test_addresses_of_the_web_are_taken(address: str) -> None:
    assert refused_fields(source_url=address) == []


@pytest.mark.parametrize("date", ["yesterday", "2024-13-01T00:00", "0001-01-01T00:00+14:00", "0999-01-01T00:00", "\0"])
def test_a_date_that_is_none_is_refused(date: str) -> None:
    assert refused_fields(published_at=date) == ["published_at"]
