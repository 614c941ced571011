"""An import and its undoing leave one entry each, of the editor who started them."""

from typing import Any

import pytest

from audit.models import Action, Entry
from catalog.tests.imports.browsing import Browser, browser_of, rows, worked

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


@pytest.fixture
def anna(mongo: None) -> Browser:
    return browser_of("add_importjob", "view_importjob", "change_importjob", "add_article", "delete_article")


def by_the_worker() -> list[tuple[Any, ...]]:
    entries = Entry.objects.filter(source="worker").order_by("at")
    return list(entries.values_list("action", "username", "name", "detail"))


def test_an_import_and_its_undoing(anna: Browser) -> None:
    job = anna.imported(rows(3))
    name = anna.user.username
    first = (Action.IMPORTED, name, "articles.csv", "3 new, 0 known, 0 refused")
    assert by_the_worker() == [first]
    anna.post(job, "undo")
    worked(job)
    undone = (Action.IMPORT_UNDONE, name, "articles.csv", "3 articles removed, 0 kept")
    assert by_the_worker() == [first, undone]


def test_of_a_file_that_was_only_looked_at_there_is_none(anna: Browser) -> None:
    worked(anna.upload(rows(3)))
    assert by_the_worker() == []
