"""Faults 7 to 11 on shared servers: the token, the collection, the index or alias is lost, and nobody has to act."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest
from bson import ObjectId, Timestamp
from django.core.management import call_command
from django.db import connection
from django.test import Client

from catalog.models import Article
from catalog.tests.factories import make_article, make_articles, make_editor, typed
from search.index import alias_name, client, live_index
from search.sync import status
from search.sync.follow import checkpoints
from search.sync.follow.stream import Mark
from search.sync.rebuild import aliases
from search.sync.source import collection
from search.tests.sync import damage
from search.tests.sync.reading import assert_no_reader_saw_less, read
from search.tests.sync.working import Working, agrees, build, check, eventually, live_target, title_of

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


def test_7_every_writer_reaches_the_index(working: Working, tmp_path: Path) -> None:
    """Bulk writes, pymongo and transactions are in test_following.py."""
    working.start_and_wait()
    editor = Client()
    user = make_editor()
    editor.force_login(user)
    assert editor.post("/articles/new/", typed(title="By the form")).status_code == 302
    added = Article.objects.get()
    file = tmp_path / "more.csv"
    file.write_text("title,content,category\nBy the importer,Some text.,tech\n")
    call_command("import_articles", str(file), verbosity=0)
    imported = Article.objects.get(title="By the importer")
    eventually(lambda: title_of(added.pk) == "By the form" and title_of(imported.pk) == "By the importer")
    edited = typed(title="Edited", version=added.version)
    assert editor.post(f"{added.get_absolute_url()}edit/", edited).status_code == 302
    in_admin = {**typed(title="By the admin"), "published_at_0": "", "published_at_1": "", "seen_version": "0"}
    assert editor.post("/admin/catalog/article/add/", in_admin).status_code == 302
    by_admin = Article.objects.get(title="By the admin")
    eventually(lambda: title_of(added.pk) == "Edited" and title_of(by_admin.pk) == "By the admin")
    assert editor.post(f"{imported.get_absolute_url()}delete/", {"version": imported.version}).status_code == 302
    eventually(lambda: title_of(imported.pk) is None)
    assert check().agrees


def forge(token: dict[str, object], moment: Timestamp) -> None:
    """Replace the checkpoint with one that MongoDB cannot resume from."""
    target = live_target()
    checkpoints.delete(target.index)
    checkpoints.save(target, Mark(token, moment))


LOST: dict[str, Callable[[], None]] = {
    "a damaged token": lambda: forge({"_data": "8200"}, Timestamp(1, 1)),
    "a token from the future": lambda: forge({"_data": "82FFFFFFF0000000012B0229296E04"}, Timestamp(2**32 - 16, 1)),
    "no token": lambda: checkpoints.delete(live_target().index),
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST.keys())
def test_8_a_lost_resume_token_causes_a_re_sync(lose: Callable[[], None], working: Working) -> None:
    kept, gone = make_articles("Kept", "Gone")
    before = build()
    lose()
    Article.objects.filter(pk=gone.pk).delete()
    Article.objects.filter(pk=kept.pk).update(title="Changed in the gap")
    working.start()
    eventually(lambda: live_target() != before and title_of(kept.pk) == "Changed in the gap")
    assert check().agrees


def test_8_error_286_causes_a_re_sync(working: Working) -> None:
    """MongoDB's answer when its oplog no longer holds the token."""
    article = make_article(title="One")
    working.start_and_wait()
    eventually(lambda: (heartbeat := status.last_heartbeat()) and heartbeat.state == status.FOLLOWING)
    before = live_target()
    fail = {
        "failCommands": ["getMore"],
        "errorCode": 286,
        "namespace": f"{connection.settings_dict['NAME']}.articles",
    }
    mongo = collection().database.client
    mongo.admin.command("configureFailPoint", "failCommand", mode={"times": 1}, data=fail)
    try:
        eventually(lambda: live_target() != before)
    finally:
        mongo.admin.command("configureFailPoint", "failCommand", mode="off")
    Article.objects.filter(pk=article.pk).update(title="Two")
    eventually(lambda: title_of(article.pk) == "Two")
    assert check().agrees


def test_9_a_collection_that_is_dropped_and_restored_is_indexed_anew(working: Working) -> None:
    make_articles("Old", "Older")
    working.start_and_wait()
    articles = connection.database["articles"]  # type: ignore[attr-defined]
    rows = list(articles.find())
    before = live_target()
    damage.drop_and_restore(articles, [*rows[:1], {**rows[1], "_id": ObjectId(), "title": "New"}])
    eventually(lambda: live_index(client()) not in {None, before.index} and agrees())
    assert title_of(rows[0]["_id"]) == rows[0]["title"]
    assert title_of(rows[1]["_id"]) is None


def remove_alias() -> None:
    damage.remove_alias(client(), live_target().index, alias_name())


def remove_index() -> None:
    damage.remove_index(client(), live_target().index, alias_name())


def replace_index() -> None:
    name = live_target().index
    client().indices.delete(index=name)
    client().indices.create(index=name, aliases={alias_name(): {}})


def add_a_second_holder() -> None:
    client().indices.create(index=f"{alias_name()}-by-somebody", aliases={alias_name(): {}})


@pytest.mark.parametrize("take_away", [remove_alias, remove_index, replace_index, add_a_second_holder])
def test_10_an_index_or_alias_that_is_lost_comes_back_by_itself(
    take_away: Callable[[], None], working: Working
) -> None:
    (article,) = make_articles("One")
    working.start_and_wait()
    eventually(agrees)
    replaced = live_target().index if take_away is replace_index else None
    take_away()
    Article.objects.filter(pk=article.pk).update(title="Two")

    def readers_see_it() -> bool:
        answer = client().options(ignore_status=404).search(index=alias_name(), query={"match": {"title": "two"}})
        return [hit["_id"] for hit in answer.body.get("hits", {}).get("hits", [])] == [str(article.pk)]

    def is_right() -> bool:
        holders = aliases.indices_behind(client(), alias_name())
        return len(holders) == 1 and holders[0] != replaced and aliases.has_wanted_mapping(holders[0])

    eventually(is_right)
    eventually(readers_see_it)
    assert check().agrees


def test_11_a_reader_never_sees_less_during_a_re_sync_under_writes(working: Working) -> None:
    make_articles(*(f"Title {number}" for number in range(300)))
    working.start_and_wait()
    eventually(agrees)
    client().indices.refresh(index=alias_name())
    ended = Event()

    def write() -> None:
        while not ended.wait(0.05):
            make_article()

    writer = Thread(target=write)
    patient = client("page").options(request_timeout=30)
    with read(patient, alias_name()) as answers:
        writer.start()
        try:
            for _ in range(2):
                before = live_target()
                call_command("resync_search", verbosity=0)
                assert live_target() != before
        finally:
            ended.set()
            writer.join()
        eventually(agrees)
    assert_no_reader_saw_less(answers, 300)
