"""The categories as articles have them: counted, and registered when they came past the site."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.categories import register
from catalog.editing import spellings
from catalog.editing.spellings import Count, Spelling, count_of, counts, register_stored
from catalog.models import Article, Category
from catalog.tests.factories import make_article, make_articles, make_foreign_article
from catalog.tests.outage import outage

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]


def settle_categories() -> str:
    out = io.StringIO()
    call_command("settle_categories", stdout=out)
    return out.getvalue().strip()


def test_each_spelling_is_counted_by_itself() -> None:
    """The collection's own collation takes all of these for two."""
    texts = ["Sport", "sport", " sport", "ニュース", "にゅーす", "ｓｐｏｒｔ"]
    for text in texts:
        make_foreign_article(category=text)
    assert sorted(spellings.spellings(), key=repr) == sorted((Spelling(text, 1) for text in texts), key=repr)


@pytest.mark.parametrize("category", [None, 42, ["sport"], {"a": "sport"}])
def test_what_is_not_text_is_no_spelling(category: object) -> None:
    make_foreign_article(category=category)
    assert spellings.spellings() == []
    assert register_stored() == ()


def test_counts_add_up_to_the_total_whatever_the_spelling() -> None:
    Category.objects.create(name="Sport", key="sport", slug="sport", former_keys=["games"])
    make_articles("One", "Two", category="Sport")
    make_article(category=" SPORT")
    make_article(category="Games")
    make_article(category="Unregistered")
    assert counts() == {"Sport": Count(4, 2), "Unregistered": Count(1, 0)}


def test_counting_400_categories_costs_as_much_as_one() -> None:
    register(f"Category {number}" for number in range(400))
    with CaptureQueriesContext(connection) as queries:
        counts()
    assert len(queries) == 2


def test_a_former_key_that_another_category_uses_is_not_counted_twice() -> None:
    sports = Category.objects.create(name="Sports", key="sports", slug="sports", former_keys=["sport"])
    sport = Category.objects.create(name="Sport", key="sport", slug="sport")
    make_article(category="Sport")
    assert (count_of(sports), count_of(sport)) == (0, 1)


def test_the_most_frequent_spelling_becomes_the_name() -> None:
    make_articles("One", "Two", category="World News")
    make_article(category="WORLD NEWS")
    for category in ("tech  weekly", "tech weekly", "Tech weekly"):
        make_article(category=category)
    assert sorted(register_stored()) == ["Tech weekly", "World News"]
    assert register_stored() == ()


@pytest.mark.parametrize("category", ["x" * 500, "", " ", "\u200b", "a\x07b"])
def test_what_cannot_be_a_name_is_not_registered(category: str) -> None:
    make_foreign_article(category=category)
    assert register_stored() == ()


def test_of_too_many_the_largest_are_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spellings, "MOST_CATEGORIES", 3)
    register(["There"])
    for number in range(5):
        make_articles(*(f"{number} {each}" for each in range(number + 1)), category=f"Category {number}")
    assert register_stored() == ("Category 4", "Category 3")
    assert register_stored() == ()


def test_settling_registers_and_moves_everything_that_is_written_otherwise() -> None:
    Category.objects.create(name="Sport", key="sport", slug="sport", former_keys=["games"])
    for category in ("Sport", "SPORT", "games", "World News", "world  news", None):
        make_foreign_article(category=category)
    assert settle_categories() == "Categories registered: 1. Articles moved: 3."
    assert sorted(Article.objects.exclude(category=None).values_list("category", flat=True)) == [
        *["Sport"] * 3,
        *["World News"] * 2,
    ]
    assert settle_categories() == "Categories registered: 0. Articles moved: 0."


def test_mongodb_unavailable_is_one_sentence() -> None:
    with outage(), pytest.raises(CommandError, match="MongoDB became unavailable; run it again"):
        settle_categories()
