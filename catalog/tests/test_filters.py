"""What an address may hold: what is unknown counts as absent, and nothing fails."""

import pytest
from django.http import QueryDict

from catalog.categories import Category
from catalog.filters import TEXT_LENGTH, ArticleFilter


def cleaned(address: str) -> dict[str, object]:
    filters = ArticleFilter(QueryDict(address))
    assert filters.is_valid()
    return dict(filters.form.cleaned_data)


def test_what_an_address_holds_is_known_without_a_database() -> None:
    assert cleaned("category=sport&category=tech&title=Cup") == {
        "category": ["sport", "tech"],
        "title": "Cup",
    }


def test_an_unknown_category_counts_as_absent() -> None:
    assert cleaned("category=foo")["category"] == []


def test_a_known_category_beside_an_unknown_one_stays() -> None:
    assert cleaned("category=foo&category=sport")["category"] == ["sport"]


def test_a_category_given_twice_counts_once() -> None:
    assert cleaned("category=sport&category=sport")["category"] == ["sport"]


@pytest.mark.parametrize("title", ["", "%20", "%00", "a%00b", "x" * (TEXT_LENGTH + 1)])
def test_text_that_cannot_be_meant_counts_as_absent(title: str) -> None:
    assert cleaned(f"title={title}")["title"] == ""


def test_a_lone_surrogate_counts_as_absent() -> None:
    filters = ArticleFilter({"title": "a\ud800b"})
    assert filters.is_valid()
    assert filters.form.cleaned_data["title"] == ""


def test_the_longest_text_is_kept() -> None:
    assert cleaned("title=" + "x" * TEXT_LENGTH)["title"] == "x" * TEXT_LENGTH


def test_invalid_utf8_is_read_as_replacement_characters() -> None:
    assert cleaned("title=caf%E9")["title"] == "caf\N{REPLACEMENT CHARACTER}"


def test_the_form_shows_what_was_applied() -> None:
    form = ArticleFilter(QueryDict("category=foo&category=tech&title=%00")).form
    assert (form["category"].value(), form["title"].value()) == (["tech"], "")


def test_a_subclass_may_add_parameters() -> None:
    class More(ArticleFilter):
        exclude = type(ArticleFilter.base_filters["category"])(choices=Category.choices)

    filters = More(QueryDict("exclude=sport&exclude=foo&category=tech"))
    assert filters.is_valid()
    assert filters.form.cleaned_data == {"category": ["tech"], "exclude": ["sport"], "title": ""}
