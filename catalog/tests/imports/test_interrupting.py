"""Stopping an import, and everything that can come between two of its batches: the counts stay right."""

from typing import Any

import pytest

from catalog.import_models import ImportedBatch, ImportJob
from catalog.importing import writing
from catalog.imports import jobs, watch
from catalog.imports.journal import ArticleJournal
from catalog.models import Article, Category
from catalog.tests.imports.browsing import Browser, rows, started, work, worked

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]
State = ImportJob.State


@pytest.fixture(autouse=True)
def told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "TELL_SECONDS", 0.0)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.importing.writing.BATCH_ROWS", 2)


@pytest.mark.usefixtures("small_batches")
class TestCancelling:
    @pytest.fixture
    def cancelled(self, anna: Browser, monkeypatch: pytest.MonkeyPatch) -> Any:
        """Return a function that cancels the next import after its second batch."""
        begin = ArticleJournal.begin

        def cancel(**data: str) -> ImportJob:
            job = started(anna, rows(9))

            def begin_and_cancel(journal: ArticleJournal, *args: Any) -> Any:
                if ImportedBatch.objects.count() == 1:
                    anna.post(job, "cancel", **data)
                return begin(journal, *args)

            monkeypatch.setattr(ArticleJournal, "begin", begin_and_cancel)
            return worked(job)

        return cancel

    def test_what_was_added_stays_and_is_told(self, anna: Browser, cancelled: Any) -> None:
        job = cancelled()
        assert job.state == State.STOPPED
        assert 4 <= job.new == Article.objects.count() < 9
        assert "The import was stopped. What it had added by then has stayed." in anna.page(job)
        anna.post(job, "undo")
        assert (worked(job).state, Article.objects.count()) == (State.UNDONE, 0)

    def test_what_was_added_is_removed(self, cancelled: Any) -> None:
        job = cancelled(undo="1")
        assert (job.state, Article.objects.count()) == (State.UNDONE, 0)
        assert job.removed >= 4

    def test_a_stopped_import_continues(self, anna: Browser, cancelled: Any) -> None:
        job = cancelled()
        anna.post(job, "start")
        job = worked(job)
        assert (job.state, job.new, job.known, Article.objects.count()) == (State.DONE, 9, 0, 9)

    def test_one_that_waits_is_ready_again(self, anna: Browser) -> None:
        job = started(anna, rows(1))
        anna.post(job, "cancel")
        assert (worked(job).state, Article.objects.count()) == (State.READY, 0)


def test_interrupted_at_every_batch_it_counts_each_row_once(
    anna: Browser, small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the journal is written and before the articles are, and then the other way round."""
    Article.objects.create(title="Title 4", content="Text of 4.", category="Category 1")
    job = started(anna, rows(9) + "No text,,Arts\n")
    insert = writing.insert
    for before in (True, False, True, False):

        def die(*given: Any, before: bool = before) -> None:
            if not before:
                insert(*given)
            raise KeyboardInterrupt

        monkeypatch.setattr(writing, "insert", die)
        with pytest.raises(KeyboardInterrupt):
            work()
    monkeypatch.setattr(writing, "insert", insert)
    job = worked(job)
    assert (job.new, job.known, job.refused, Article.objects.count()) == (8, 1, 1, 9)
    recorded = [pk for batch in ImportedBatch.objects.all() for pk in batch.articles]
    assert (len(recorded), len(set(recorded))) == (8, 8)
    assert len(list(anna.get(job, "refused.csv"))) == 2
    jobs.undo(job)
    assert (worked(job).removed, Article.objects.get().title) == (8, "Title 4")


def test_another_import_of_the_same_rows_at_the_same_time(
    anna: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """The undo leaves what the other one has added."""
    job = started(anna, rows(4))
    insert = writing.insert

    def insert_after_another(articles: Any, documents: Any) -> None:
        monkeypatch.setattr(writing, "insert", insert)
        articles.insert_one(dict(documents[2]))
        insert(articles, documents)

    monkeypatch.setattr(writing, "insert", insert_after_another)
    job = worked(job)
    assert (job.new, job.known) == (3, 1)
    jobs.undo(job)
    job = worked(job)
    assert (job.removed, job.kept, Article.objects.get().title) == (3, 0, "Title 2")


def test_killed_before_the_categories_are_made_it_makes_them_later(
    anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = started(anna, rows(3))
    insert = writing.insert

    def insert_and_die(*given: Any) -> None:
        insert(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "insert", insert_and_die)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert not Category.objects.exists()
    monkeypatch.setattr(writing, "insert", insert)
    assert worked(job).new == 3
    assert sorted(Category.objects.values_list("name", flat=True)) == ["Category 0", "Category 1", "Category 2"]
