"""An import in the browser from the upload to the report."""

import json

import pytest
from django.contrib.auth.models import Permission

from catalog.import_models import ImportJob
from catalog.models import Article
from catalog.tests.imports.browsing import CSV, LIST, Browser, rows, text_of, worked

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]
State = ImportJob.State


def test_a_file_is_looked_at_started_and_reported(anna: Browser) -> None:
    job = anna.upload(CSV + "First,The text.,Arts\nSecond,Another text.,World news\nThird,,Arts\n")
    assert "The file is being read" in anna.page(job)
    job = worked(job)
    page = anna.page(job)
    assert (job.state, Article.objects.count()) == (State.READY, 0)
    for part in (
        "CSV",
        "UTF-8",
        "3 rows, 1 of them refused",
        "Arts (1)",
        "World news",
        "The text.",
        "the text is empty",
    ):
        assert part in page
    anna.post(job, "start")
    assert "The import waits for the worker" in anna.page(job)
    job = worked(job)
    assert (job.state, job.new, job.known, job.refused) == (State.DONE, 2, 0, 1)
    assert sorted(Article.objects.values_list("title", flat=True)) == ["First", "Second"]
    page = anna.page(job)
    for part in (
        "The import is complete.",
        "3 rows: 2 new, 0 known, 1 refused",
        "New categories: Arts, World news",
        "line 4",
        "the text is empty",
    ):
        assert part in page


def test_the_same_file_again_changes_nothing(anna: Browser) -> None:
    anna.imported(rows(3))
    job = anna.imported(rows(3))
    assert (job.state, job.new, job.known, Article.objects.count()) == (State.DONE, 0, 3, 3)


def test_every_refused_row_can_be_downloaded(anna: Browser) -> None:
    job = anna.imported(CSV + "Fine,Text.,Arts\n" + "Empty,,Arts\n" * 60)
    assert "These are the first 20 of 60." in anna.page(job)
    lines = text_of(anna.get(job, "refused.csv")).split("line ")
    assert len(lines) == 61
    assert "3,the text is empty" in lines[1]


def test_a_download_is_no_formula(anna: Browser) -> None:
    job = anna.imported('title,content,category,date\nA,Text.,Arts,"=1+1"\n')
    assert "=1+1" in (csv := text_of(anna.get(job, "refused.csv")))
    assert not any(line.startswith("=") for line in csv.split(","))


def test_unknown_columns_are_chosen(anna: Browser) -> None:
    job = worked(anna.upload("alpha,beta,gamma\nOne,The text.,Arts\n"))
    page = anna.get(job).content.decode()
    assert job.state == State.UNUSABLE
    assert job.message in text_of(anna.get(job)).replace("&quot;", '"')
    assert '<option value="1">beta</option>' in page
    anna.post(job, "options", column_title="0", column_content="1", column_category="2")
    job = worked(job)
    assert (job.state, json.loads(job.options)["columns"]) == (
        State.READY,
        {"title": "alpha", "content": "beta", "category": "gamma"},
    )
    assert '<option value="1" selected>beta</option>' in anna.get(job).content.decode()
    anna.post(job, "start")
    assert (worked(job).new, Article.objects.get().category) == (1, "Arts")


def test_ambiguous_dates_are_chosen_and_the_columns_stay(anna: Browser) -> None:
    job = worked(anna.upload("alpha,beta,when\nOne,The text.,03/04/2005\n"))
    anna.post(job, "options", column_title="0", column_content="1", column_published_at="2")
    job = worked(job)
    assert (job.state, "03/04/2005" in job.message) == (State.UNUSABLE, True)
    anna.post(job, "options", column_title="0", column_content="1", column_published_at="2", dates="dmy")
    job = worked(job)
    anna.post(job, "start")
    worked(job)
    date = Article.objects.get().published_at
    assert date is not None
    assert (date.day, date.month) == (3, 4)


def test_the_encoding_and_the_category_are_chosen(anna: Browser) -> None:
    job = worked(anna.upload("title,content\nОдин,Текст статьи о погоде.\n".encode("koi8-r")))
    anna.post(job, "options", encoding="koi8-r", fixed_category="Погода")
    job = worked(job)
    anna.post(job, "start")
    assert worked(job).new == 1
    assert Article.objects.values_list("title", "category").get() == ("Один", "Погода")


def test_only_known_categories(anna: Browser) -> None:
    anna.imported(CSV + "A,Text.,Arts\n")
    job = worked(anna.upload(CSV + "B,Text.,Arts\nC,Text.,Artss\n"))
    anna.post(job, "options", only_known_categories="on")
    job = worked(job)
    anna.post(job, "start")
    job = worked(job)
    assert (job.new, job.refused) == (1, 1)


def test_a_choice_that_cannot_be_is_said(anna: Browser) -> None:
    job = worked(anna.upload(rows(1)))
    answer = anna.post(job, "options", column_title="7", dates="ymd", fixed_category="a\nb")
    assert (answer.status_code, "not one of the available choices" in text_of(answer)) == (200, True)


def test_a_file_that_cannot_be_used_is_said_as_the_command_says_it(anna: Browser) -> None:
    job = worked(anna.upload(b"%PDF-1.7 whatever", "articles.pdf"))
    assert job.state == State.UNUSABLE
    assert "This is a PDF." in anna.page(job)
    assert "Start the import" not in anna.page(job)


def test_none_of_the_rows(anna: Browser) -> None:
    job = anna.imported(CSV + "A,,Arts\n")
    assert (job.state, job.message) == (State.DONE, "None of its rows could be imported.")


def test_what_a_file_holds_shows_as_text(anna: Browser) -> None:
    script = "<script>alert(1)</script>"
    row = f'"{script} title",Text {script}.,"{script}"\n"{script}",,Arts\n'
    job = worked(anna.upload(f"title,content,{script}\n{row}", f"{script.replace('/', '')}.csv"))
    pages = [anna.get(job).content.decode()]
    anna.post(job, "options", column_category="2")
    pages.append(anna.get(worked(job)).content.decode())
    anna.post(job, "start")
    pages.append(anna.get(worked(job)).content.decode())
    pages.append(anna.client.get(LIST).content.decode())
    assert all("<script>alert" not in page for page in pages)


def test_an_upload_is_discarded(anna: Browser) -> None:
    job = worked(anna.upload(rows(1)))
    assert anna.post(job, "discard").status_code == 302
    assert (ImportJob.objects.count(), anna.get(job).status_code) == (0, 404)


def test_a_step_that_comes_too_late_does_nothing_and_says_so(anna: Browser) -> None:
    job = anna.imported(rows(2))
    for step in ("start", "discard", "cancel", "options"):
        anna.post(job, step)
        assert "This import has changed in the meantime" in anna.page(job)
    assert worked(job).state == State.DONE


def test_the_articles_link_to_the_upload(anna: Browser) -> None:
    anna.user.user_permissions.add(*Permission.objects.filter(codename="view_article"))
    assert f'href="{LIST}add/"' in anna.client.get("/admin/catalog/article/").content.decode()


def test_without_a_worker_the_page_says_so(anna: Browser) -> None:
    assert "The import worker is not running" in anna.page(anna.upload(rows(1)))


def test_the_progress_is_reloaded_with_and_without_javascript(anna: Browser) -> None:
    job = anna.upload(rows(1))
    page = anna.get(job).content.decode()
    assert '<meta http-equiv="refresh" content="3">' in page
    assert f'hx-get="{LIST}{job.pk}/progress/?state=looking"' in page
    assert "The file is being read" in text_of(anna.get(job, "progress/?state=looking"))
    assert anna.get(worked(job), "progress/?state=looking")["HX-Refresh"] == "true"
    assert "http-equiv" not in anna.get(job).content.decode()


def test_a_new_state_has_other_buttons(anna: Browser) -> None:
    job = worked(anna.upload(rows(1)))
    anna.post(job, "start")
    assert "Do not start it yet" in anna.page(job)
    ImportJob.objects.update(state=State.RUNNING)
    assert anna.get(job, "progress/?state=waiting")["HX-Refresh"] == "true"
    assert "Stop, and keep what was added" in anna.page(job)
    assert "HX-Refresh" not in anna.get(job, "progress/?state=running")
