"""What an address may hold: what is unknown counts as absent, and nothing fails."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from catalog.categories import register
from catalog.filters import FEW, TEXT_LENGTH, ArticleFilter, CategoriesFilter, LenientMultipleChoiceFilter
from catalog.models import Category

pytestmark = pytest.mark.servers


@pytest.fixture(autouse=True)
def known_categories(mongo: None) -> None:
    register(["sport", "tech"])


def cleaned(address: str) -> dict[str, object]:
    filters = ArticleFilter(QueryDict(address))
    assert filters.is_valid()
    return dict(filters.form.cleaned_data)


def queries_of(filters: ArticleFilter, *, shown: bool) -> int:
    """Return how many queries it costs to read the parameters and, if asked, to show the choices."""
    with CaptureQueriesContext(connection) as queries:
        assert filters.is_valid()
        assert not shown or [choice.name for choice in filters.category_choices]
        assert filters.form["category"].value() is not None
    return len(queries)


def test_what_an_address_holds_is_read() -> None:
    assert cleaned("category=sport&category=tech&title=Cup") == {"category": ["sport", "tech"], "title": "Cup"}


@pytest.mark.parametrize("categories", [1, FEW, FEW + 1, 400])
def test_the_categories_are_read_once(categories: int) -> None:
    register(f"Category {number}" for number in range(categories))
    assert queries_of(ArticleFilter(QueryDict("category=sport&category=tech")), shown=True) == 1


@pytest.mark.parametrize("written", ["World News", "world news", " WORLD  news", "world-news", "Global", "gLOBAL"])
def test_an_old_link_with_another_spelling_a_slug_or_a_former_name_is_good(written: str) -> None:
    register(["World News"])
    Category.objects.filter(name="World News").update(former_keys=["global"])
    assert cleaned(urlencode({"category": written}))["category"] == ["World News"]


def test_a_name_goes_before_the_slug_of_another() -> None:
    Category.objects.create(name="Odd", key="odd", slug="sport-1")
    register(["sport-1"])
    assert cleaned("category=sport-1")["category"] == ["sport-1"]


def test_categories_are_read_anew_for_each_page() -> None:
    assert cleaned("category=chess")["category"] == []
    register(["chess"])
    assert cleaned("category=chess")["category"] == ["chess"]


def test_a_subclass_with_a_category_of_its_own_reads_no_database() -> None:
    class Other(ArticleFilter):
        category = LenientMultipleChoiceFilter(choices=[("a", "A")])

    assert queries_of(Other(QueryDict("category=a&category=sport&title=x"), queryset=None), shown=False) == 0


@pytest.mark.parametrize(("categories", "many"), [(FEW - 2, False), (FEW - 1, True)])
def test_more_than_twelve_are_many(categories: int, many: bool) -> None:
    register(f"Category {number}" for number in range(categories))
    assert ArticleFilter(QueryDict("")).has_many_categories is many


def test_what_is_chosen_is_flagged() -> None:
    choices = ArticleFilter(QueryDict("category=tech&category=foo")).category_choices
    assert [(choice.name, choice.label, choice.chosen) for choice in choices] == [
        ("sport", "Sport", False),
        ("tech", "Tech", True),
    ]


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
        exclude = CategoriesFilter()

    filters: Any = More(QueryDict("exclude=sport&exclude=foo&category=tech"))
    assert filters.is_valid()
    assert filters.form.cleaned_data == {"category": ["tech"], "exclude": ["sport"], "title": ""}
