"""Verification is exact, even while articles are being written."""

import itertools
from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any

import pytest
from bson import ObjectId, Timestamp
from django.core.management import CommandError, call_command
from django.db import connection

from catalog.models import Article
from catalog.tests.factories import make_article, make_articles
from search.index import client
from search.sync import clock, status
from search.sync.follow import checkpoints
from search.sync.follow.checkpoints import Target
from search.sync.rebuild import aliases
from search.sync.source import mongo_client
from search.sync.verify import compare, recheck
from search.sync.verify import verify as verifying
from search.sync.verify.compare import Difference, Kind, merge
from search.sync.verify.verify import verify
from search.tests.sync import damage
from search.tests.sync.working import Working, agrees, check, eventually, indexed, live_target, title_of

servers = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


@pytest.mark.parametrize(
    ("articles", "documents", "wrong"),
    [
        ([], [], []),
        ([("a", "1")], [("a", "1")], []),
        ([("a", "1"), ("b", "1")], [("b", "1")], [("a", Kind.MISSING)]),
        ([("b", "1")], [("a", "1"), ("b", "1"), ("c", "1")], [("a", Kind.ORPHAN), ("c", Kind.ORPHAN)]),
        ([("a", "1"), ("b", "2")], [("a", "1"), ("b", "1")], [("b", Kind.STALE)]),
        ([("a", None), ("b", None)], [("b", "1")], [("a", Kind.DEAD_LETTERED), ("b", Kind.DEAD_LETTERED)]),
        ([("a", "1")], [], [("a", Kind.MISSING)]),
        ([], [("a", "1")], [("a", Kind.ORPHAN)]),
    ],
)
def test_the_merge_names_each_difference_once(
    articles: list[tuple[str, str | None]], documents: list[tuple[str, str | None]], wrong: list[tuple[str, Kind]]
) -> None:
    found = list(merge(iter(articles), iter(documents)))
    assert [(each.id, each.kind) for each in found if each] == wrong
    assert len(found) == len({key for key, _ in [*articles, *documents]})


def tamper(working: Working) -> tuple[ObjectId, ObjectId, str, str]:
    """Change one document, delete one and add two without an article, behind the worker's back."""
    working.start_and_wait()
    stale, missing, *_ = make_articles(*(f"Title {number}" for number in range(20)))
    eventually(agrees)
    index = live_target().index
    invented = damage.tamper(client(), index, stale.pk, missing.pk)
    stray = {**client().get(index=index, id=str(stale.pk))["_source"], "id": str(stale.pk)}
    client().index(index=index, id="no-article", document=stray, refresh=True)
    return stale.pk, missing.pk, invented, "no-article"


@pytest.fixture
def writing() -> Iterator[Callable[[list[ObjectId]], None]]:
    """Writes to these articles constantly until the test ends."""
    ended, threads = Event(), []

    def write(keys: list[ObjectId]) -> None:
        number = 0
        while not ended.wait(0.02):
            number += 1
            Article.objects.using("sync").filter(pk__in=keys).update(title=f"Written {number}")

    def begin(keys: list[ObjectId]) -> None:
        threads.append(Thread(target=write, args=[keys]))
        threads[0].start()

    yield begin
    ended.set()
    for thread in threads:
        thread.join()


def last_differences() -> int:
    verification = status.last_verification()
    assert verification is not None
    return verification.differences


@pytest.mark.parametrize(
    ("moments", "follows"),
    [
        pytest.param([1, 2, 3, 4, 5], True, id="it advances, later than ten seconds"),
        pytest.param([1, 2, 2, 2, 5], False, id="it stands still"),
        pytest.param([None, None, None], False, id="there is none"),
    ],
)
def test_a_worker_is_waited_for_as_long_as_it_advances(
    monkeypatch: pytest.MonkeyPatch, moments: list[int | None], follows: bool
) -> None:
    seconds = itertools.count(0.0, 6.0)
    reached = iter(moments)
    monkeypatch.setattr(verifying, "monotonic", lambda: next(seconds))
    monkeypatch.setattr(verifying, "mongo_client", lambda: None)
    monkeypatch.setattr(clock, "now", lambda _client: Timestamp(5, 0))
    monkeypatch.setattr(checkpoints, "moment_of", lambda _target: (at := next(reached)) and Timestamp(at, 0))
    assert verifying.WorkerWait(Target("articles", "uuid", "rs0")).wait() is follows


class TestVerification:
    pytestmark = servers

    def test_names_exactly_what_was_tampered_with_and_repairs_it_under_writes(
        self, working: Working, writing: Callable[[list[ObjectId]], None]
    ) -> None:
        stale, missing, invented, stray = tamper(working)
        others = list(Article.objects.exclude(pk__in=[stale, missing]).values_list("pk", flat=True)[:5])
        writing(others)
        assert {(each.id, each.kind) for each in check().differences} == {
            (str(stale), Kind.STALE),
            (str(missing), Kind.MISSING),
            (invented, Kind.ORPHAN),
            (stray, Kind.ORPHAN),
        }
        call_command("verify_search", "--repair", verbosity=0)
        assert title_of(stale) == "Title 0"
        assert title_of(missing) == "Title 1"
        assert indexed(invented) is None
        assert indexed(stray) is None

    def test_finds_nothing_while_every_article_is_being_written(
        self, working: Working, writing: Callable[[list[ObjectId]], None]
    ) -> None:
        articles = make_articles(*(f"Title {number}" for number in range(10)))
        working.start_and_wait()
        writing([article.pk for article in articles])
        eventually(lambda: (title_of(articles[0].pk) or "").startswith("Written"))
        for _ in range(5):
            assert check().differences == ()

    def test_ends_although_an_article_is_added_for_each_that_it_has_compared(
        self, working: Working, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(compare, "BATCH_ARTICLES", 1)
        make_articles("A", "B", "C")
        working.start_and_wait()
        eventually(agrees)

        def add(compared: int) -> None:
            assert compared < 10, "it follows the writer"
            make_article(title=f"New {compared}")

        verdict = verify(client(), live_target(), progress=add)
        assert (verdict.checked, verdict.differences) == (3, ())

    def test_without_a_worker_it_waits_once_and_reports_what_is_behind(
        self, working: Working, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        running = working.start_and_wait()
        eventually(agrees)
        running.worker.stop.set()
        running.thread.join()
        monkeypatch.setattr(verifying, "WAIT_FOR_WORKER", 0.1)
        article = make_article()
        assert check().differences == (Difference(str(article.pk), Kind.MISSING),)
        with pytest.raises(CommandError, match="1 missing, 0 stale, 0 orphan, 0 dead-lettered"):
            call_command("verify_search")
        assert last_differences() == 1
        call_command("verify_search", "--repair", verbosity=0)
        assert last_differences() == 0

    def test_compares_many_batches(self, working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, size in (("BATCH_ARTICLES", 3), ("FIRST_BATCH_DOCUMENTS", 2), ("BATCH_CHARACTERS", 400)):
            monkeypatch.setattr(compare, name, size)
        monkeypatch.setattr(recheck, "RECHECK_ARTICLES", 2)
        articles = make_articles(*(f"Title {number}" for number in range(11)))
        working.start_and_wait()
        eventually(agrees)
        index = live_target().index
        for article in articles[:5]:
            client().delete(index=index, id=str(article.pk), refresh=True)
        for _ in range(7):  # without an `id` of their own they come last, all at one place of the order
            client().index(index=index, document={"title": "Nobody's"}, refresh=True)
        verdict = check()
        assert (len(verdict.of(Kind.MISSING)), len(verdict.of(Kind.ORPHAN))) == (5, 7)

    def test_without_an_index_it_says_what_builds_one(self, archive: None) -> None:
        with pytest.raises(CommandError, match=r"There is no index behind \S+; sync_search builds one"):
            call_command("verify_search")

    def test_the_index_of_the_version_before_is_neither_compared_nor_repaired(
        self, working: Working, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        working.start_and_wait()
        monkeypatch.setattr(aliases, "wanted_mapping", lambda: "0" * 8)
        with pytest.raises(CommandError, match="The worker is building the index of this version"):
            call_command("verify_search", "--repair", verbosity=0)

    def test_repair_retries_dead_letters_however_many_there_are(self, working: Working) -> None:
        working.start_and_wait()
        rows: list[dict[str, Any]] = [{"title": number, "content": "x", "category": "tech"} for number in range(60)]
        connection.database["articles"].insert_many(rows)  # type: ignore[attr-defined]
        eventually(lambda: len(check().of(Kind.DEAD_LETTERED)) == 60)
        verdict = check()
        target = live_target()
        assert verifying.repair(client(), target, verdict.differences, Event()) == 60
        assert {each.reason for each in check().differences} == {"title is int, not text"}


class TestAHotArticle:
    """An article that changes faster than it can be read counts as different only if it really is."""

    pytestmark = servers

    def test_is_open_as_long_as_it_changes_between_the_reads(self, working: Working) -> None:
        article = make_article(title="One")
        running = working.start_and_wait()
        eventually(lambda: title_of(article.pk) == "One")
        running.worker.stop.set()
        running.thread.join()

        def changes_meanwhile() -> bool:
            Article.objects.filter(pk=article.pk).update(title="Two")
            return True

        Article.objects.filter(pk=article.pk).update(title="One and a half")
        index = live_target().index
        assert recheck.confirmed(client(), index, [str(article.pk)], changes_meanwhile) == {}
        found = recheck.confirmed(client(), index, [str(article.pk)], lambda: True)
        assert found == {str(article.pk): Difference(str(article.pk), Kind.STALE)}

    def test_is_open_when_its_document_is_newer_than_the_read(self, working: Working) -> None:
        """It was changed and changed back; the document may be the state in between."""
        article = make_article(title="One")
        running = working.start_and_wait()
        eventually(lambda: title_of(article.pk) == "One")
        running.worker.stop.set()
        running.thread.join()
        index, key = live_target().index, str(article.pk)

        def there_and_back() -> bool:
            source = {**(indexed(key) or {}), "title": "In between"}
            version = clock.version_of(clock.now(mongo_client())) + 1
            client().index(index=index, id=key, document=source, version=version, version_type="external_gte")
            return True

        assert recheck.confirmed(client(), index, [key], there_and_back) == {}
