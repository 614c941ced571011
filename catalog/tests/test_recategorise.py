"""Renaming and merging categories together with their articles, also while others write."""

from collections.abc import Sequence

import pytest

from catalog.categories import register
from catalog.editing import conflicts, recategorise
from catalog.editing.recategorise import CategoryExistsError, CategoryGoneError, merge, rename, settle
from catalog.models import Article, Category
from catalog.tests.factories import article_fields, make_article, make_foreign_article

pytestmark = pytest.mark.usefixtures("mongo")


@pytest.fixture
def sport(mongo: None) -> Category:
    register(["sport", "tech"])
    return Category.objects.get(name="sport")


def values_of(article: Article, **changed: object) -> dict[str, object]:
    return {**{name: getattr(article, name) for name in conflicts.FIELDS}, **changed}


def test_a_rename_takes_the_articles_along_and_raises_their_versions(sport: Category) -> None:
    cup, other = make_article(category="sport"), make_article(category="tech")
    assert rename(sport, " Sports  & Games") == 1
    cup.refresh_from_db()
    other.refresh_from_db()
    assert (cup.category, cup.version, other.category, other.version) == ("Sports & Games", 2, "tech", 1)


def test_a_rename_keeps_the_slug_and_remembers_the_key(sport: Category) -> None:
    rename(sport, "Athletics")
    renamed = Category.objects.get(slug="sport")
    assert (renamed.name, renamed.key, renamed.former_keys) == ("Athletics", "athletics", ["sport"])


def test_every_spelling_is_moved(sport: Category) -> None:
    spellings = ("Sport", " sport", "SPORT ", "sport")
    pks = [make_foreign_article(category=spelling, content="x").pk for spelling in spellings]
    assert rename(sport, "Athletics") == 4
    assert set(Article.objects.filter(pk__in=pks).values_list("category", "version")) == {("Athletics", 1)}


def test_a_change_of_case_only_is_a_rename_too(sport: Category) -> None:
    article = make_article(category="sport")
    assert rename(sport, "Sport") == 1
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
    assert merge(sport, Category.objects.get(name="tech")) == 1
    article.refresh_from_db()
    assert (article.category, article.version) == ("tech", 2)
    assert list(Category.objects.values_list("name", "former_keys")) == [("tech", ["sport"])]


def test_a_merge_into_a_category_that_is_gone_changes_nothing(sport: Category) -> None:
    tech = Category.objects.get(name="tech")
    Category.objects.filter(pk=tech.pk).delete()
    with pytest.raises(CategoryGoneError):
        merge(sport, tech)
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
    assert rename(sport, "Athletics") == 0
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
