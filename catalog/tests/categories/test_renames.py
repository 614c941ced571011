"""Renaming and merging categories together with their articles, also while others write."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.categories import register
from catalog.editing import conflicts, recategorise
from catalog.editing.recategorise import CategoryExistsError, CategoryGoneError, Moved, rename
from catalog.models import Article, Category, collection_of
from catalog.tests.factories import article_fields, make_article, make_articles, make_foreign_article

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]


def values_of(article: Article, **changed: object) -> dict[str, object]:
    return {**{name: getattr(article, name) for name in conflicts.FIELDS}, **changed}


def test_a_rename_takes_the_articles_along_and_raises_their_versions(sport: Category) -> None:
    cup, other = make_article(category="sport"), make_article(category="tech")
    assert rename(sport, " Sports  & Games").articles == 1
    cup.refresh_from_db()
    other.refresh_from_db()
    assert (cup.category, cup.version, other.category, other.version) == ("Sports & Games", 2, "tech", 1)


def test_a_rename_keeps_the_slug_and_remembers_the_key(sport: Category) -> None:
    rename(sport, "Athletics")
    renamed = Category.objects.get(slug="sport")
    assert (renamed.name, renamed.key, renamed.former_keys) == ("Athletics", "athletics", ["sport"])


def test_a_rename_can_be_taken_back(sport: Category) -> None:
    article = make_article(category="sport")
    rename(sport, "Athletics")
    assert rename(sport, "sport") == Moved(1)
    article.refresh_from_db()
    assert (article.category, article.version) == ("sport", 3)
    assert Category.objects.get(pk=sport.pk).former_keys == ["athletics"]


def test_every_spelling_is_moved(sport: Category) -> None:
    spellings = ("Sport", " sport", "SPORT ", "sport")
    pks = [make_foreign_article(category=spelling, content="x").pk for spelling in spellings]
    assert rename(sport, "Athletics").articles == 4
    assert set(Article.objects.filter(pk__in=pks).values_list("category", "version")) == {("Athletics", 1)}


def test_a_change_of_case_only_is_a_rename_too(sport: Category) -> None:
    article = make_article(category="sport")
    assert rename(sport, "Sport").articles == 1
    article.refresh_from_db()
    assert article.category == "Sport"
    assert Category.objects.get(key="sport").former_keys == []


def test_a_name_that_another_category_has_is_refused(sport: Category) -> None:
    article = make_article(category="sport")
    with pytest.raises(CategoryExistsError):
        rename(sport, "Tech")
    article.refresh_from_db()
    assert (article.category, Category.objects.get(pk=sport.pk).name) == ("sport", "sport")


def test_a_category_renamed_by_someone_else_is_not_renamed_again(sport: Category) -> None:
    stale = Category.objects.get(pk=sport.pk)
    rename(sport, "Athletics")
    with pytest.raises(CategoryGoneError):
        rename(stale, "Games")
    assert Category.objects.get(pk=sport.pk).name == "Athletics"


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "x" * 500, "\u200b", "a\x07b"])
def test_a_name_that_is_none_is_refused(sport: Category, name: str) -> None:
    article = make_article(category="sport")
    with pytest.raises(ValidationError, match="A category's name is one line of at most 100 characters"):
        rename(sport, name)
    article.refresh_from_db()
    assert (article.category, Category.objects.get(pk=sport.pk).name) == ("sport", "sport")


@pytest.mark.parametrize("name", ["$name", "$5 a day", "$$ROOT", "a.b", "{$set}", "Спорт", "日本", "a\\b"])
def test_a_name_is_text_whatever_it_means_to_mongodb(sport: Category, name: str) -> None:
    article = make_article(category="sport")
    assert rename(sport, name).articles == 1
    article.refresh_from_db()
    assert (article.category, Category.objects.get(pk=sport.pk).name) == (name, name)


@pytest.mark.parametrize("version", [None, "3", 2.0, 2**40])
def test_an_article_with_a_strange_version_is_moved_too(sport: Category, version: object) -> None:
    article = make_foreign_article(category="sport", version=version)
    assert rename(sport, "Athletics").articles == 1
    assert Article.objects.filter(pk=article.pk, category="Athletics").exists()


@pytest.mark.parametrize("foreign", [None, 42, ["sport"], {"a": "sport"}, "x" * 500])
def test_what_is_no_spelling_of_it_stays(sport: Category, foreign: object) -> None:
    article = make_foreign_article(category=foreign)
    assert rename(sport, "Athletics") == Moved()
    stored = collection_of(Article).find_one({"_id": article.pk})
    assert stored
    assert stored["category"] == foreign


def test_what_only_the_collation_takes_for_the_same_stays(mongo: None) -> None:
    register(["ニュース", "にゅーす"])
    for name in ("ニュース", "にゅーす"):
        make_article(category=name)
    assert rename(Category.objects.get(name="ニュース"), "News").articles == 1
    assert sorted(Article.objects.values_list("category", flat=True)) == ["News", "にゅーす"]


def test_a_move_that_was_stopped_continues_and_the_old_name_leads_to_the_new_meanwhile(
    sport: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_articles(*(f"Article {number}" for number in range(5)), category="sport")
    monkeypatch.setattr(recategorise, "BATCH", 2)
    assert rename(sport, "Athletics", most=2) == Moved(2, 3)
    assert conflicts.create(article_fields(category="Sport"), make_article().pk).category == "Athletics"
    assert rename(sport, "Athletics", most=2) == Moved(2, 1)
    assert rename(sport, "Athletics", most=2) == Moved(1, 0)
    assert set(Article.objects.exclude(category="tech").values_list("category", flat=True)) == {"Athletics"}


def test_a_move_that_died_continues_with_the_next_rename(sport: Category, monkeypatch: pytest.MonkeyPatch) -> None:
    make_articles(*(f"Article {number}" for number in range(5)), category="sport")
    monkeypatch.setattr(recategorise, "BATCH", 2)
    move_batch: Callable[..., int] = recategorise.move_batch
    batches = iter(range(5))

    def die_at_the_second(*arguments: Any) -> int:
        if next(batches) == 1:
            raise KeyboardInterrupt
        return move_batch(*arguments)

    monkeypatch.setattr(recategorise, "move_batch", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        rename(sport, "Athletics")
    monkeypatch.setattr(recategorise, "move_batch", move_batch)
    assert rename(Category.objects.get(pk=sport.pk), "Games") == Moved(5)
    assert set(Article.objects.values_list("category", flat=True)) == {"Games"}


def test_a_batch_costs_one_statement(sport: Category, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recategorise, "BATCH", 2)
    make_articles(*(f"Article {number}" for number in range(6)), category="sport")
    with CaptureQueriesContext(connection) as queries:
        rename(sport, "Athletics")
    assert len([query for query in queries if "db.articles.update_many" in query["sql"]]) == 3
