"""A backup restored into a running site: the index follows, and nobody has to act."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from catalog.models import Article
from catalog.tests.factories import make_article
from search.tests.sync.working import Working, agrees, check, eventually, title_of

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


def test_the_index_follows_a_site_that_is_restored_under_a_running_worker(working: Working, tmp_path: Path) -> None:
    kept, edited, deleted = (make_article(title=title) for title in ("Kept", "First wording", "Deleted later"))
    working.start_and_wait()
    eventually(agrees)
    file = str(tmp_path / "site.tar")
    call_command("backup", file, verbosity=0)
    Article.objects.filter(pk=edited.pk).update(title="Second wording")
    Article.objects.filter(pk=deleted.pk).delete()
    added = make_article(title="Added later")
    eventually(lambda: title_of(added.pk) and title_of(edited.pk) == "Second wording" and title_of(deleted.pk) is None)
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", file, verbosity=0)
    call_command("restore", file, replace=connection.settings_dict["NAME"], verbosity=0)
    eventually(lambda: title_of(edited.pk) == "First wording" and title_of(added.pk) is None)
    assert title_of(deleted.pk) == "Deleted later"
    assert title_of(kept.pk) == "Kept"
    assert check().agrees
    after = make_article(title="After the restore")
    eventually(lambda: title_of(after.pk) == "After the restore")
    assert check().agrees


def test_the_index_follows_a_site_that_was_restored_without_a_worker(working: Working, tmp_path: Path) -> None:
    article = make_article(title="First wording")
    worker = working.start_and_wait()
    eventually(agrees)
    file = str(tmp_path / "site.tar")
    call_command("backup", file, verbosity=0)
    Article.objects.update(title="Second wording")
    eventually(lambda: title_of(article.pk) == "Second wording")
    worker.worker.stop.set()
    worker.thread.join()
    call_command("restore", file, replace=connection.settings_dict["NAME"], verbosity=0)
    assert title_of(article.pk) == "Second wording"
    working.start()
    eventually(lambda: title_of(article.pk) == "First wording")
    assert check().agrees
