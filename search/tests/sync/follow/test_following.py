"""The worker in normal operation, on the real servers."""

from datetime import UTC, datetime

import pytest
from bson import ObjectId
from django.db import connection
from django.db.models import F
from django_mongodb_backend import transaction

from catalog.models import Article
from catalog.tests.factories import make_article, make_articles
from search.index import client
from search.models import DeadLetter
from search.sync import status
from search.sync.follow import checkpoints
from search.sync.source import collection
from search.tests.sync.damage import DAMAGES
from search.tests.sync.working import Working, agrees, check, eventually, indexed, live_target, title_of

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


def test_an_archive_that_was_there_before_the_worker_is_found(working: Working) -> None:
    first, second = make_articles("One", "Two")
    working.start()
    eventually(lambda: title_of(first.pk) == "One" and title_of(second.pk) == "Two")
    assert check().agrees


def test_a_save_an_edit_and_a_delete_reach_the_index(working: Working) -> None:
    working.start_and_wait()
    article = make_article(title="Old")
    eventually(lambda: title_of(article.pk) == "Old")
    Article.objects.filter(pk=article.pk).update(title="New", version=F("version") + 1)
    eventually(lambda: title_of(article.pk) == "New")
    key = article.pk
    article.delete()
    eventually(lambda: indexed(key) is None)
    assert check().agrees


def test_bulk_writes_and_writes_of_other_programs_reach_the_index(working: Working) -> None:
    working.start_and_wait()
    articles = make_articles(*(f"Title {number}" for number in range(30)))
    written = connection.database["articles"].insert_one(  # type: ignore[attr-defined]
        {"title": "By pymongo", "content": "Text", "category": "tech", "published_at": datetime(2024, 2, 3, tzinfo=UTC)}
    )
    eventually(lambda: (indexed(written.inserted_id) or {}).get("year") == 2024)
    Article.objects.filter(title__startswith="Title").update(category="sport")
    eventually(lambda: all((indexed(each.pk) or {}).get("category") == "sport" for each in articles))
    Article.objects.filter(title__startswith="Title").delete()
    eventually(agrees)
    eventually(lambda: client().count(index=live_target().index)["count"] == 1)


def test_an_aborted_transaction_is_never_indexed_and_a_committed_one_is_indexed_whole(working: Working) -> None:
    working.start_and_wait()
    ghosts: list[Article] = []

    def write_and_fail() -> None:
        with transaction.atomic():
            ghosts.append(make_article(title="Ghost"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with transaction.atomic():
        real = make_articles("A", "B", "C")
    eventually(lambda: all(indexed(each.pk) for each in real))
    assert indexed(ghosts[0].pk) is None
    assert check().agrees


def test_a_worker_catches_up_without_a_new_index(working: Working) -> None:
    first = working.start_and_wait()
    kept, gone = make_articles("Kept", "Gone")
    eventually(lambda: indexed(kept.pk) and indexed(gone.pk))
    before = live_target()
    first.worker.stop.set()
    first.thread.join()
    Article.objects.filter(pk=kept.pk).update(title="Kept and changed")
    Article.objects.filter(pk=gone.pk).delete()
    working.start()
    eventually(lambda: title_of(kept.pk) == "Kept and changed" and indexed(gone.pk) is None)
    assert live_target() == before
    assert check().agrees


def test_a_second_worker_stands_by_and_takes_over(working: Working) -> None:
    first = working.start_and_wait()
    second = working.start()
    article = make_article()
    eventually(lambda: indexed(article.pk))
    first.worker.stop.set()
    first.thread.join()
    Article.objects.filter(pk=article.pk).update(title="After the change of hands")
    eventually(lambda: title_of(article.pk) == "After the change of hands")
    eventually(lambda: (heartbeat := status.last_heartbeat()) and heartbeat.owner == second.worker.lease.owner)


def test_articles_that_cannot_be_indexed_are_recorded_and_stop_no_other(working: Working) -> None:
    """Whatever is wrong with them; a dead letter is removed when its article is fixed or deleted."""
    working.start_and_wait()
    good = make_articles(*(f"Good {number}" for number in range(10)))
    articles = connection.database["articles"]  # type: ignore[attr-defined]
    row = {"title": "Bad", "content": "Text", "category": "tech", "version": 1}
    bad = [articles.insert_one(row | damage).inserted_id for damage in DAMAGES]
    after = make_article(title="After")
    eventually(lambda: indexed(after.pk) and all(indexed(each.pk) for each in good))
    eventually(lambda: DeadLetter.objects.count() == len(bad))
    letters = {letter.article_id: letter.reason for letter in DeadLetter.objects.all()}
    assert letters[str(bad[0])] == "title is int, not text"
    assert {each.id for each in check().differences} == set(map(str, bad))
    fixed = {"title": "Fixed", "content": "Text", "category": "tech", "published_at": None}
    articles.update_many({"_id": {"$in": bad[1:]}}, {"$set": fixed})
    articles.delete_one({"_id": bad[0]})
    eventually(lambda: all(title_of(each) == "Fixed" for each in bad[1:]))
    eventually(lambda: not DeadLetter.objects.exists())
    assert check().agrees


def test_a_foreign_id_is_a_dead_letter_until_it_is_gone(working: Working) -> None:
    working.start_and_wait()
    articles = connection.database["articles"]  # type: ignore[attr-defined]
    for key in ("a-slug", 7, {"year": 2024}):
        articles.insert_one({"_id": key, "title": "Foreign", "content": "Text", "category": "tech"})
    other = make_article()
    eventually(lambda: indexed(other.pk))
    eventually(lambda: DeadLetter.objects.count() == 3)
    assert {each.id for each in check().differences} == {"'a-slug'", "7", "{'year': 2024}"}
    articles.delete_many({"title": "Foreign"})
    eventually(lambda: not DeadLetter.objects.exists())
    assert check().agrees


def test_the_checkpoint_moves_on_while_nothing_happens_to_the_articles(working: Working) -> None:
    working.start_and_wait()
    target = live_target()
    before = eventually(lambda: checkpoints.moment_of(target))
    collection("notes_of_somebody").insert_one({"_id": ObjectId()})
    eventually(lambda: (checkpoints.moment_of(target) or before) > before)
    collection("notes_of_somebody").drop()
