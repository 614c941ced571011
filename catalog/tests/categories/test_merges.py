"""Merging and removing categories together with their articles, also while others write."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from catalog.categories import register
from catalog.editing import conflicts, recategorise
from catalog.editing.recategorise import CategoryGoneError, Moved, merge, remove, rename
from catalog.models import Article, Category
from catalog.tests.factories import make_article

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]


def values_of(article: Article, **changed: object) -> dict[str, object]:
    return {**{name: getattr(article, name) for name in conflicts.FIELDS}, **changed}


def test_a_merge_moves_the_articles_and_removes_the_category(sport: Category) -> None:
    article = make_article(category="sport")
    assert merge([sport], Category.objects.get(name="tech")) == Moved(1)
    article.refresh_from_db()
    assert (article.category, article.version) == ("tech", 2)
    assert list(Category.objects.values_list("name", "former_keys")) == [("tech", ["sport"])]


def test_a_merge_into_a_category_that_is_gone_changes_nothing(sport: Category) -> None:
    tech = Category.objects.get(name="tech")
    Category.objects.filter(pk=tech.pk).delete()
    with pytest.raises(CategoryGoneError):
        merge([sport], tech)
    assert list(Category.objects.values_list("name", flat=True)) == ["sport"]


def test_a_merge_at_the_moment_of_a_rename_keeps_both_keys(sport: Category) -> None:
    """The rename has read the category before the merge added its keys to it."""
    stale = Category.objects.get(pk=sport.pk)
    merge([Category.objects.get(name="tech")], sport)
    rename(stale, "Everything")
    assert Category.objects.get().former_keys == ["sport", "tech"]


def test_two_categories_merged_into_each_other_at_once_leave_every_article_in_one_that_exists(sport: Category) -> None:
    tech = Category.objects.get(name="tech")
    for name in ("sport", "tech"):
        make_article(category=name)

    def merge_them(categories: tuple[Category, Category]) -> None:
        try:
            merge([categories[0]], categories[1])
        except CategoryGoneError:
            pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(merge_them, [(sport, tech), (tech, sport)]))
    left = set(Category.objects.values_list("name", flat=True))
    assert left
    assert set(Article.objects.values_list("category", flat=True)) <= left


def test_a_category_that_is_gone_is_told_after_the_others_were_merged(sport: Category) -> None:
    register(["world"])
    gone = Category.objects.get(name="world")
    Category.objects.filter(pk=gone.pk).delete()
    make_article(category="sport")
    with pytest.raises(CategoryGoneError, match=r"^world$"):
        merge([gone, sport], Category.objects.get(name="tech"))
    assert Article.objects.get().category == "tech"


def test_a_category_renamed_during_its_merge_stays_itself(sport: Category) -> None:
    stale = Category.objects.get(pk=sport.pk)
    rename(sport, "Athletics")
    with pytest.raises(CategoryGoneError):
        merge([stale], Category.objects.get(name="tech"))
    assert dict(Category.objects.values_list("name", "former_keys")) == {"Athletics": ["sport"], "tech": []}


def test_only_an_empty_category_is_removed(sport: Category) -> None:
    make_article(category="SPORT")
    assert not remove(sport)
    assert remove(Category.objects.get(name="tech"))
    assert [each.name for each in Category.objects.all()] == ["sport"]


def test_a_category_that_is_used_while_it_is_removed_stays(sport: Category, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = iter([0, 1])
    monkeypatch.setattr(recategorise, "count_of", lambda _category: next(counts))
    assert not remove(sport)
    assert Category.objects.filter(pk=sport.pk, name="sport").exists()
