"""Renaming and merging categories together with their articles, also while others write."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from catalog.categories import register
from catalog.editing import conflicts, recategorise
from catalog.editing.recategorise import CategoryExistsError, CategoryGoneError, Moved, merge, remove, rename, settle
from catalog.importing import writing
from catalog.models import Article, Category, collection_of
from catalog.tests.factories import article_fields, make_article, make_articles, make_foreign_article
from catalog.tests.importing import HEADER, run_import

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]


@pytest.fixture
def sport(mongo: None) -> Category:
    register(["sport", "tech"])
    return Category.objects.get(name="sport")


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


def test_an_editor_at_work_during_a_rename_sees_a_conflict_and_nothing_is_lost(sport: Category) -> None:
    article = make_article(category="sport")
    rename(sport, "Athletics")
    conflict = conflicts.save_edit(article.pk, 1, values_of(article, title="Edited"))
    assert conflict is not None
    assert conflict.theirs is not None
    assert conflict.theirs.category == "Athletics"
    # Saved again on top of it, the form's old name leads to the new one.
    assert conflicts.save_edit(article.pk, 2, values_of(article, title="Edited")) is None
    article.refresh_from_db()
    assert (article.title, article.category, article.version) == ("Edited", "Athletics", 3)


def test_an_edit_between_reading_and_moving_is_kept(sport: Category, monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article(category="sport")
    move_batch = recategorise.move_batch

    def edited_before(pks: Sequence[object], spelling: str, name: str) -> int:
        Article.objects.filter(pk=article.pk).update(title="Edited", category="tech", version=2)
        return move_batch(pks, spelling, name)

    monkeypatch.setattr(recategorise, "move_batch", edited_before)
    assert rename(sport, "Athletics").articles == 0
    article.refresh_from_db()
    assert (article.title, article.category, article.version) == ("Edited", "tech", 2)


def test_an_article_written_with_the_old_name_during_a_rename_is_moved_by_its_writer(sport: Category) -> None:
    rename(sport, "Athletics")
    late = make_article(category="sport")  # its writer read the names before the rename
    settle(["sport"])
    late.refresh_from_db()
    assert late.category == "Athletics"


def test_a_new_article_with_another_spelling_takes_the_canonical_name(sport: Category) -> None:
    added = conflicts.create(article_fields(category=" SPORT"), make_article().pk)
    assert added.category == "sport"


def test_a_new_category_of_a_new_article_is_registered(sport: Category) -> None:
    conflicts.create(article_fields(category="World News"), make_article().pk)
    assert Category.objects.filter(name="World News").exists()


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


def test_a_name_taken_over_leads_to_who_has_it_now(sport: Category) -> None:
    make_article(category="sport")
    rename(sport, "Athletics")
    rename(Category.objects.get(name="tech"), "Sport")
    make_article(category="Sport")
    assert rename(sport, "Athletics") == Moved()
    assert sorted(Article.objects.values_list("category", flat=True)) == ["Athletics", "Sport"]


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


def test_settling_some_articles_leaves_the_others_alone(sport: Category) -> None:
    rename(sport, "Athletics")
    mine, other = make_articles("Mine", "Other", category="sport")
    settle(["sport"], [mine.pk])
    assert dict(Article.objects.values_list("title", "category")) == {"Mine": "Athletics", "Other": "sport"}
    settle(["sport"])
    other.refresh_from_db()
    assert other.category == "Athletics"


def test_settling_known_names_costs_one_query(sport: Category) -> None:
    with CaptureQueriesContext(connection) as queries:
        settle(["sport", "tech"], [make_article().pk])
    assert len([query for query in queries if "categories" in query["sql"]]) == 1


def test_an_import_and_a_rename_at_once_lose_nothing(
    sport: Category, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH_ROWS", 10)
    rows = "".join(f"Article {number},Text {number}.,sport,\n" for number in range(400))
    path = tmp_path / "articles.csv"
    path.write_text(HEADER + rows)

    def import_it() -> str:
        try:
            return run_import(path).summary
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        importing = pool.submit(import_it)
        while not Article.objects.exists() and not importing.done():
            pass
        rename(sport, "Athletics")
        assert "400 new" in importing.result()
    assert set(Article.objects.values_list("category", flat=True)) == {"Athletics"}
    assert list(Category.objects.order_by("key").values_list("name", flat=True)) == ["Athletics", "tech"]
    assert "0 new" in run_import(path).summary


def test_of_many_edits_during_a_rename_none_is_lost(sport: Category, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each editor saves again after a conflict, as the page offers; every text is there at the end."""
    monkeypatch.setattr(recategorise, "BATCH", 3)
    articles = make_articles(*(f"Article {number}" for number in range(60)), category="sport")

    def edit(article: Article) -> None:
        try:
            version: int | None = 1
            while version is not None:
                values = values_of(article, content=f"Edited {article.title}")
                conflict = conflicts.save_edit(article.pk, version, values)
                version = conflict.theirs.version if conflict and conflict.theirs else None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        edits = [pool.submit(edit, article) for article in articles]
        rename(sport, "Athletics")
        for each in edits:
            each.result()
    stored = Article.objects.values_list("category", "content")
    assert sorted(stored) == sorted(("Athletics", f"Edited {article.title}") for article in articles)
