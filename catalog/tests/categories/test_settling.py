"""Renames while articles are written, edited and imported: nothing is lost, and no old name stays."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from catalog.editing import conflicts, recategorise
from catalog.editing.recategorise import Moved, rename, settle
from catalog.importing import writing
from catalog.models import Article, Category
from catalog.tests.factories import article_fields, make_article, make_articles
from catalog.tests.importing import HEADER, run_import

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]


def values_of(article: Article, **changed: object) -> dict[str, object]:
    return {**{name: getattr(article, name) for name in conflicts.FIELDS}, **changed}


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

    def edited_before(*args: Any) -> int:
        Article.objects.filter(pk=article.pk).update(title="Edited", category="tech", version=2)
        return move_batch(*args)

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


def test_a_name_taken_over_leads_to_who_has_it_now(sport: Category) -> None:
    make_article(category="sport")
    rename(sport, "Athletics")
    rename(Category.objects.get(name="tech"), "Sport")
    make_article(category="Sport")
    assert rename(sport, "Athletics") == Moved()
    assert sorted(Article.objects.values_list("category", flat=True)) == ["Athletics", "Sport"]


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
