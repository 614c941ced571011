"""Receiving files: their size, their names, how many."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from catalog.import_models import ImportJob
from catalog.imports import files, jobs, uploads
from catalog.imports.cleanup import clean_up
from catalog.tests.imports.browsing import ADD, Browser, fresh, rows, text_of, work

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


@pytest.fixture
def small(settings: Settings) -> None:
    settings.IMPORT_MAX_MEGABYTES = 1


def stored() -> int:
    count: int = files.database()[f"{files.BUCKET}.chunks"].estimated_document_count()
    return count


def test_a_file_at_the_limit_is_taken(anna: Browser, small: None) -> None:
    assert anna.upload(b"x" * uploads.MEGABYTE).file_size == uploads.MEGABYTE


@pytest.mark.parametrize("size", [uploads.MEGABYTE + 1, 3 * uploads.MEGABYTE, 9 * uploads.MEGABYTE])
def test_a_larger_file_is_refused_with_a_sentence_and_leaves_nothing(anna: Browser, small: None, size: int) -> None:
    answer = anna.post_file(b"x" * size)
    assert (answer.status_code, ImportJob.objects.count(), stored()) == (413, 0, 0)
    assert "larger than 1.0 MB, the limit of this site" in text_of(answer)


def test_a_file_that_is_far_too_large_is_not_read(anna: Browser, small: None) -> None:
    """Its announced length is enough."""

    class Unread(io.RawIOBase):
        def read(self, *_: Any) -> bytes:
            raise AssertionError

    request = {
        "CONTENT_LENGTH": str(10 * 2**30),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "wsgi.input": Unread(),
    }
    answer = anna.client.generic("POST", ADD, **request)  # type: ignore[arg-type]
    assert answer.status_code == 413


def test_a_false_length_does_not_help(small: None) -> None:
    """Without Content-Length, or with a short one, the bytes that come in are counted."""
    handler = uploads.LimitedUploadHandler(None, 10)  # type: ignore[arg-type]
    handler.new_file("file", "a.csv", "text/csv", None)
    handler.receive_data_chunk(b"x" * 10, 0)
    assert not handler.is_too_large
    handler.receive_data_chunk(b"x", 10)
    assert handler.file_complete(11) is None
    assert handler.is_too_large


@pytest.mark.parametrize("content", [b"", None])
def test_no_file_is_said(anna: Browser, content: bytes | None) -> None:
    answer = anna.post_file(content) if content is not None else anna.client.post(ADD, {})
    assert "Choose a file that is not empty." in text_of(answer)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\archive\\news.csv", "news.csv"),
        ("a\0b\r\nc\x1b[31m\u202evsc.csv", "abc[31mvsc.csv"),
        ("..", "file"),
        ("...csv", "csv"),
        ("", "file"),
        ("/", "file"),
        (f"{'x' * 300}.csv.gz", f"{'x' * 108}.gz"),
        ("Zürich 1.csv", "Zürich 1.csv"),
        ("статьи.csv", "статьи.csv"),
    ],
)
def test_names_are_harmless(name: str, safe: str) -> None:
    assert uploads.safe_name(name) == safe


def test_a_hostile_name_is_imported_like_any_other(anna: Browser) -> None:
    job = anna.imported(rows(2), name="..\\..\\nul\x07l<b>.csv")
    assert (job.file_name, job.new) == ("null<b>.csv", 2)


def test_a_handful_of_uploads_may_wait(anna: Browser) -> None:
    for _ in range(jobs.MOST_UNFINISHED):
        last = anna.upload(rows(1))
    answer = anna.post_file(rows(1))
    assert "uploads that were not started" in text_of(answer)
    assert ImportJob.objects.count() == jobs.MOST_UNFINISHED
    anna.post(last, "discard")
    assert anna.post_file(rows(1)).status_code == 302
    assert stored() == jobs.MOST_UNFINISHED


def test_without_the_token_nothing_is_done(anna: Browser) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna.user)
    job = anna.upload(rows(1))
    answers = [client.post(ADD, {"file": io.BytesIO(b"title\n")})]
    answers += [client.post(f"/admin/catalog/importjob/{job.pk}/{step}/") for step in STEPS]
    assert {answer.status_code for answer in answers} == {403}
    assert ImportJob.objects.count() == 1


STEPS = ("options", "start", "cancel", "undo", "discard")


def test_old_uploads_and_files_are_removed_and_reports_stay(anna: Browser) -> None:
    done, unstarted, new = anna.imported(rows(1)), anna.upload(rows(2)), anna.upload(rows(3))
    old = timezone.now() - timedelta(days=8)
    ImportJob.objects.filter(pk__in=[done.pk, unstarted.pk]).update(changed_at=old)
    clean_up()
    assert set(ImportJob.objects.values_list("pk", flat=True)) == {done.pk, new.pk}
    assert (fresh(done).file, fresh(new).file, stored()) == (None, new.file, 1)
    anna.post(done, "undo")
    work()
    assert fresh(done).state == ImportJob.State.UNDONE


def test_a_file_without_a_job_is_removed_once_it_is_old(anna: Browser) -> None:
    files.store("orphan.csv", io.BytesIO(b"x"))
    job = anna.upload(rows(1))
    assert files.remove_orphans({job.file} if job.file else set(), timedelta(hours=1)) == 0
    assert files.remove_orphans({job.file} if job.file else set(), timedelta(seconds=-5)) == 1
    assert stored() == 1
