"""A new index beside the live one: what it holds and what readers see."""

from collections.abc import Iterator
from threading import Event
from time import monotonic

import pytest
from bson import ObjectId, Timestamp
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from catalog.background.lease import Lease
from catalog.models import Article
from catalog.tests.factories import make_article, make_articles
from search.documents import articles as articles_index
from search.index import alias_name, client, live_index
from search.sync.follow import apply, checkpoints, dead_letters
from search.sync.follow.apply import BrokenMappingError
from search.sync.follow.follower import Follower
from search.sync.follow.stream import StreamLostError
from search.sync.lease import RESYNC
from search.sync.rebuild import aliases, resync, runs
from search.sync.rebuild.resync import Resync, ResyncFailedError
from search.sync.source import collection
from search.tests.sync.working import (
    Working,
    build,
    check,
    eventually,
    indexed,
    live_target,
    refreshes,
    title_of,
)

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


def test_everything_is_in_the_new_index_and_nothing_is_left_of_the_old(archive: None, quick: None) -> None:
    made = make_articles("One", "Two", "Three", "Four", "Five")
    first = build()
    made[0].delete()
    Article.objects.filter(title="Two").update(title="Second")
    second = build()
    assert second.index != first.index
    assert live_index(client()) == second.index
    assert aliases.own_indices(client()) == [second.index]
    assert checkpoints.load(first) is None
    assert runs.unfinished() is None
    assert refreshes(second.index) == "500ms"
    assert check().agrees


def test_changes_during_the_scan_are_in_the_new_index(
    archive: None, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To articles before and after the scan's position."""
    made = make_articles("A", "B", "C", "D", "E", "F")
    save = runs.save

    def change(run: runs.Run) -> None:
        save(run)
        if run.scanned == 2:
            Article.objects.filter(title__in=["A", "F"]).update(category="sport")
            Article.objects.filter(title__in=["B", "E"]).delete()
            make_article(title="G")

    monkeypatch.setattr(runs, "save", change)
    build()
    assert [(indexed(made[place].pk) or {}).get("category") for place in (0, 5)] == ["sport", "sport"]
    assert check().agrees


def test_the_changes_are_followed_during_the_scan_and_not_only_after_it(
    archive: None, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a scan that takes longer than the oplog lasts would start again for ever."""
    make_articles("A", "B")
    moments: list[Timestamp] = []

    def batches(*_: object, **__: object) -> Iterator[list[ObjectId]]:
        """The same batch until a change was applied."""
        make_article(title="Meanwhile")
        for _again in range(500):
            yield [each.pk for each in Article.objects.all()]
            run = runs.unfinished()
            if run and (moment := checkpoints.moment_of(run.target)):
                moments.append(moment)
                return

    monkeypatch.setattr(resync, "id_batches", batches)
    build()
    assert moments
    assert check().agrees


def test_the_scan_ends_although_each_batch_sees_a_new_article(archive: None, quick: None) -> None:
    """They come with the changes. The scan once followed two writers for 171 s, an article or two at a time."""
    make_articles("A", "B", "C", "D", "E")
    batches: list[int] = []

    def write(run: runs.Run) -> None:
        if run.phase == "scanning":
            batches.append(run.scanned)
            assert len(batches) < 10, "it follows the writer"
            make_article(title=f"New {len(batches)}")

    assert Resync(client(), Event(), write).run() is not None
    assert batches == [2, 4, 5]
    assert check().agrees
    assert client().count(index=live_target().index)["count"] == 8


def test_an_index_that_was_tampered_with_is_repaired_before_the_swap(
    archive: None, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_articles("One", "Two")
    compare = Resync.compare

    def tamper(self: Resync, run: runs.Run, follower: object) -> bool:
        client().delete(index=run.index, id=str(made[0].pk))
        return compare(self, run, follower)  # type: ignore[arg-type]

    monkeypatch.setattr(Resync, "compare", tamper)
    build()
    assert check().agrees


def test_replicas_without_a_node_delay_the_swap_for_a_while_only(
    archive: None, quick: None, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """There is one node here, which never holds a replica of its own shards."""
    make_articles("One")
    settings.SEARCH_INDEX_SETTINGS = {**settings.SEARCH_INDEX_SETTINGS, "number_of_replicas": 1}
    monkeypatch.setattr(resync, "REPLICA_WAIT", 1.0)
    began = monotonic()
    target = build()
    assert monotonic() - began >= 1
    assert live_index(client()) == target.index
    assert not aliases.has_all_replicas(client(), target.index)


def test_what_goes_wrong_after_the_swap_is_not_the_re_sync_s(
    archive: None, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker would end, although a new index would help."""
    make_articles("Old")
    old = build()
    refused: list[object] = []

    def refuse(*_: object, **__: object) -> None:
        refused.append(1)
        raise BrokenMappingError("refused")

    def retire(self: Resync, run: runs.Run, follower: Follower) -> None:
        make_article(title="Refused")
        monkeypatch.setattr(Follower, "step", refuse)
        retire_others(self, run, follower)

    retire_others = Resync.retire_others
    monkeypatch.setattr(resync, "RETIRE_DELAY", 0.1)
    monkeypatch.setattr(Resync, "retire_others", retire)
    new = build()
    assert refused
    assert aliases.own_indices(client()) == [new.index] != [old.index]


@pytest.mark.parametrize("error", [ResyncFailedError("no"), BrokenMappingError("no"), StreamLostError("no")])
def test_a_run_that_fails_leaves_no_index_and_no_record(
    error: Exception, archive: None, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bool:
        raise error

    monkeypatch.setattr(Resync, "compare", fail)
    with pytest.raises(type(error)):
        Resync(client(), Event()).run()
    assert aliases.own_indices(client()) == []
    assert runs.unfinished() is None
    assert collection(checkpoints.TABLE).count_documents({"_id.index": {"$regex": f"^{alias_name()}"}}) == 0


def test_a_small_archive_that_is_mostly_refused_is_not_swapped_in(
    archive: None, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too few to judge a batch, and yet readers would find nothing."""
    make_articles(*(f"Title {number}" for number in range(12)), category="x" * 40_000)
    monkeypatch.setattr(apply, "WINDOW", 50)
    with pytest.raises(BrokenMappingError, match="12 of the last 12"):
        Resync(client(), Event()).run()
    assert live_index(client()) is None


def test_letters_of_articles_that_no_longer_exist_are_removed(archive: None, quick: None) -> None:
    """A collection that is dropped sends no delete for each article."""
    articles = connection.database["articles"]  # type: ignore[attr-defined]
    articles.insert_many([{"_id": "foreign"}, {"title": 5, "content": "x", "category": "tech"}])
    build()
    assert len(dead_letters.reasons()) == 2
    articles.delete_many({})
    articles.insert_one({"_id": "foreign"})
    build()
    assert list(dead_letters.reasons()) == ["'foreign'"]


def test_the_library_s_own_index_is_taken_over_by_the_worker(working: Working) -> None:
    """`search_index --create --populate` writes without versions and without a checkpoint."""
    made = make_articles("One", "Two")
    for action in ("--create", "--populate"):
        call_command("search_index", action, verbosity=0)
    theirs = live_target()
    assert title_of(made[0].pk) == "One"
    working.start()
    eventually(lambda: live_target() != theirs)
    eventually(lambda: aliases.own_indices(client()) == [live_target().index])
    assert check().agrees


def test_the_command_names_the_live_index_and_does_not_run_twice_at_once(
    archive: None, quick: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_articles("One")
    call_command("resync_search")
    assert f"{live_target().index} is live." in capsys.readouterr().out
    Lease(RESYNC).acquire()
    monkeypatch.setattr("search.management.commands.resync_search.SECONDS", -1.0)
    with pytest.raises(CommandError, match="Another re-sync is in progress"):
        call_command("resync_search")
    assert articles_index.exists()
