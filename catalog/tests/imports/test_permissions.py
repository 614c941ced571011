"""Who may see, start, stop and undo which import."""

import pytest
from django.test import Client

from catalog.import_models import ImportJob
from catalog.tests.factories import make_user
from catalog.tests.imports.browsing import ADD, LIST, Browser, browser_of, fresh, rows, work

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]
State = ImportJob.State

PAGES = ("change/", "progress/", "refused.csv", "kept.csv", "undo/")
STEPS = ("options", "start", "cancel", "undo", "discard")
EDITOR = ("add_importjob", "add_article")


def statuses(browser: Browser, job: ImportJob) -> dict[str, int]:
    """The status of every page and step; the job is as it was afterwards."""
    found = {page: browser.get(job, page).status_code for page in PAGES}
    for step in STEPS:
        found[step] = browser.post(job, step).status_code
        ImportJob.objects.filter(pk=job.pk).delete()
        job.save(force_insert=True)
    found["list"] = browser.client.get(LIST).status_code
    found["add"] = browser.client.get(ADD).status_code
    found["upload"] = browser.post_file(b"").status_code
    return found


def allowed(browser: Browser, job: ImportJob) -> set[str]:
    return {name for name, status in statuses(browser, job).items() if status != 403}


@pytest.fixture
def job(anna: Browser) -> ImportJob:
    job = anna.upload(rows(2))
    work()
    return fresh(job)


ALL = {*PAGES, *STEPS, "list", "add", "upload"}
READ = {"list", "change/", "progress/", "refused.csv", "kept.csv"}
UPLOAD = {"list", "add", "upload"}


@pytest.mark.parametrize(
    ("permissions", "may"),
    [
        ((), set()),
        (("add_article", "delete_article", "view_article"), set()),
        (("view_importjob",), READ),
        (("change_importjob",), READ),
        (("add_importjob",), set()),
        (EDITOR, UPLOAD),
        ((*EDITOR, "delete_article"), UPLOAD),
        ((*EDITOR, "view_importjob"), READ | UPLOAD),
        ((*EDITOR, "change_importjob"), ALL - {"undo/", "undo"}),
        ((*EDITOR, "change_importjob", "delete_article"), ALL),
    ],
)
def test_what_is_open_with_the_import_of_another(job: ImportJob, permissions: tuple[str, ...], may: set[str]) -> None:
    assert allowed(browser_of(*permissions), job) == may


@pytest.mark.parametrize(
    ("permissions", "closed"),
    [(EDITOR, {"undo/", "undo"}), ((*EDITOR, "delete_article"), set())],
)
def test_what_is_closed_with_an_import_of_ones_own(mongo: None, permissions: tuple[str, ...], closed: set[str]) -> None:
    browser = browser_of(*permissions)
    job = browser.upload(rows(1))
    assert ALL - allowed(browser, job) == closed


def test_stopping_with_an_undo_needs_the_permission_to_delete(mongo: None) -> None:
    browser = browser_of(*EDITOR)
    job = browser.upload(rows(1))
    ImportJob.objects.update(state=State.RUNNING)
    assert browser.post(job, "cancel", undo="1").status_code == 403
    assert browser.post(job, "cancel").status_code == 302
    assert fresh(job).wish == ImportJob.Wish.STOP


def test_the_buttons_are_those_that_work(job: ImportJob) -> None:
    page = browser_of("view_importjob").get(job).content.decode()
    assert "Start the import" not in page
    assert "Look again" not in page
    assert "Discard" not in page


def test_the_list_shows_what_is_open(anna: Browser, job: ImportJob) -> None:
    other = browser_of(*EDITOR)
    own = other.upload(rows(1), "own.csv")
    page = other.client.get(LIST).content.decode()
    assert own.file_name in page
    assert job.file_name not in page
    assert job.file_name in anna.client.get(LIST).content.decode()


@pytest.mark.parametrize("is_staff", [None, False])
def test_others_are_asked_to_sign_in(job: ImportJob, is_staff: bool | None) -> None:
    client = Client()
    if is_staff is not None:
        client.force_login(make_user(is_superuser=True))
    browser = Browser(client, make_user())
    assert set(statuses(browser, job).values()) == {302}
    assert all("/login/" in client.post(f"{LIST}{job.pk}/{step}/")["Location"] for step in STEPS)
    assert fresh(job).state == State.READY


@pytest.mark.parametrize("key", ["0" * 24, "x", "..%2f", "1' or 1"])
def test_another_address_is_not_found(anna: Browser, key: str) -> None:
    assert anna.client.get(f"{LIST}{key}/change/").status_code == 404


def test_the_admin_changes_and_deletes_no_import_by_itself(anna: Browser, job: ImportJob) -> None:
    assert anna.client.post(f"{LIST}{job.pk}/delete/", {"post": "yes"}).status_code == 403
    assert anna.client.post(f"{LIST}{job.pk}/change/", {"state": "done"}).status_code in {200, 405}
    assert fresh(job).state == State.READY


def test_a_user_who_is_deleted_leaves_the_import(anna: Browser, job: ImportJob) -> None:
    anna.user.delete()
    assert (fresh(job).user, fresh(job).state) == (None, State.READY)
