"""Undoing an import: exactly its articles go, and none that somebody has changed."""

from typing import Any

import pytest
from django.db.models import QuerySet

from catalog.categories import register
from catalog.editing import conflicts
from catalog.history_models import FormerVersion
from catalog.import_models import ImportJob
from catalog.imports import files, undoing
from catalog.models import Article, Category
from catalog.tests.factories import make_article
from catalog.tests.importing import import_text
from catalog.tests.imports.browsing import CSV, Browser, browser_of, fresh, rows, text_of, work, worked

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]
State = ImportJob.State


def undone(anna: Browser, job: ImportJob) -> ImportJob:
    assert anna.post(job, "undo").status_code == 302
    return worked(job)


def edit(article: Article, **values: Any) -> None:
    given = {name: getattr(article, name) for name in conflicts.FIELDS}
    assert conflicts.save_edit(article.pk, article.version, {**given, **values}) is None


def test_an_undo_is_confirmed_and_removes_the_articles_and_their_categories(anna: Browser) -> None:
    make_article(title="Mine", category="Category 1")
    register(["Category 1"])
    job = anna.imported(rows(7))
    assert "Undo this import" in anna.page(job)
    assert "This removes the 7 articles" in text_of(anna.get(job, "undo/"))
    job = undone(anna, job)
    assert (job.state, job.removed, job.kept, job.file) == (State.UNDONE, 7, 0, None)
    assert list(Article.objects.values_list("title", flat=True)) == ["Mine"]
    assert list(Category.objects.values_list("name", flat=True)) == ["Category 1"]
    assert "7 articles were removed" in anna.page(job)


def test_an_edited_article_stays_and_is_listed(anna: Browser) -> None:
    job = anna.imported(rows(3))
    edit(edited := Article.objects.get(title="Title 1"), title="Better <i>title</i>")
    job = undone(anna, job)
    assert (job.removed, job.kept, Article.objects.get().title) == (2, 1, "Better <i>title</i>")
    page = anna.get(job).content.decode()
    assert f'<a href="/admin/catalog/article/{edited.pk}/change/">Better &lt;i&gt;title&lt;/i&gt;</a>' in page
    assert str(edited.pk) in text_of(anna.get(job, "kept.csv"))
    assert Category.objects.get().name == "Category 1"


def test_articles_that_were_there_before_stay(anna: Browser, tmp_path: Any) -> None:
    import_text(tmp_path, rows(2))
    job = anna.imported(rows(5))
    assert (job.new, job.known) == (3, 2)
    undone(anna, job)
    assert sorted(Article.objects.values_list("title", flat=True)) == ["Title 0", "Title 1"]


def test_an_article_that_another_import_has_added_again_stays(anna: Browser, tmp_path: Any) -> None:
    """It has the same id and the version 1."""
    job = anna.imported(rows(2))
    Article.objects.all().delete()
    import_text(tmp_path, rows(2))
    assert (undone(anna, job).removed, Article.objects.count()) == (0, 2)


def test_two_imports_are_undone_apart(anna: Browser) -> None:
    first, second = anna.imported(rows(3)), anna.imported(rows(6))
    assert (second.new, second.known) == (3, 3)
    undone(anna, second)
    assert sorted(Article.objects.values_list("title", flat=True)) == ["Title 0", "Title 1", "Title 2"]
    undone(anna, first)
    assert not Article.objects.exists()


def test_an_edit_in_the_last_moment_is_not_lost(anna: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the undo has read its list, and before it deletes."""
    job = anna.imported(rows(3))
    delete = QuerySet.delete

    def delete_after_an_edit(articles: Any) -> Any:
        monkeypatch.setattr(QuerySet, "delete", delete)
        edit(Article.objects.get(title="Title 2"), content="Saved in the last moment.")
        return delete(articles)

    monkeypatch.setattr(QuerySet, "delete", delete_after_an_edit)
    assert (undone(anna, job).removed, Article.objects.get().content) == (2, "Saved in the last moment.")


def test_a_category_that_an_editor_has_worked_on_stays(anna: Browser) -> None:
    job = anna.imported(CSV + "A,Text.,Arts\nB,Text.,Music\n")
    Category.objects.filter(name="Arts").update(description="All about arts.")
    undone(anna, job)
    assert list(Category.objects.values_list("name", flat=True)) == ["Arts"]


def test_a_category_that_gets_an_article_meanwhile_stays(anna: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    job = anna.imported(CSV + "A,Text.,Arts\n")
    look = undoing.stored_keys

    def write_after_the_look() -> set[str]:
        keys = look()
        make_article(category="Arts")
        return keys

    monkeypatch.setattr(undoing, "stored_keys", write_after_the_look)
    undone(anna, job)
    assert (Category.objects.get().name, Article.objects.count()) == ("Arts", 1)


def test_an_interrupted_undo_continues(anna: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.importing.writing.BATCH_ROWS", 2)
    job = anna.imported(rows(9))
    edit(Article.objects.get(title="Title 0"), title="Edited")
    anna.post(job, "undo")
    undo_batch, calls = undoing.undo_batch, []

    def die_at_the_third(key: Any) -> None:
        calls.append(key)
        if len(calls) == 3:
            raise KeyboardInterrupt  # as final as SIGKILL: nothing else is done with the job
        undo_batch(key)

    monkeypatch.setattr(undoing, "undo_batch", die_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert (fresh(job).state, Article.objects.count()) == (State.UNDOING, 6)
    monkeypatch.setattr(undoing, "undo_batch", undo_batch)
    job = worked(job)
    assert (job.state, job.removed, job.kept, Article.objects.get().title) == (State.UNDONE, 8, 1, "Edited")


def test_the_file_is_removed_with_the_undo(anna: Browser) -> None:
    job = anna.imported(rows(1))
    undone(anna, job)
    assert files.database()[f"{files.BUCKET}.chunks"].estimated_document_count() == 0


def test_the_history_names_the_import_and_an_undo_keeps_nothing(anna: Browser) -> None:
    job = anna.imported(rows(2))
    article = Article.objects.first()
    assert article
    page = browser_of("change_article").client.get(f"/articles/{article.pk}/history/").content.decode()
    assert anna.user.username in page
    assert f"Imported from {job.file_name}" in page
    undone(anna, job)
    assert not FormerVersion.objects.exists()
