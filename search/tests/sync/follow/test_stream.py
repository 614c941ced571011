"""How events become batches, without a server; what ends a stream, on the real one."""

from collections.abc import Mapping
from time import monotonic
from typing import Any

import pytest
from bson import ObjectId, Timestamp
from django.db import connection
from pymongo.errors import OperationFailure

from catalog.tests.factories import make_article
from search.sync import clock
from search.sync.clock import moment_of, version_of
from search.sync.follow import stream
from search.sync.follow.stream import MAX_ARTICLES, Changes, Mark, StreamLostError, open_changes
from search.sync.keys import ForeignId, key_of, own_key
from search.sync.source import mongo_client
from search.tests.sync.working import eventually

KEYS = [ObjectId() for _ in range(3)]


def event(key: object, second: int, kind: str = "update") -> Mapping[str, Any]:
    return {
        "_id": {"_data": f"at {second}"},
        "operationType": kind,
        "clusterTime": Timestamp(second, 1),
        "documentKey": {"_id": key},
    }


def changes_of(*items: Mapping[str, Any] | Mark | Exception) -> Changes:
    changes = Changes()
    for item in items:
        changes.put(item)
    return changes


def test_a_batch_holds_each_article_once_with_the_moment_of_its_last_event() -> None:
    batch = changes_of(event(KEYS[0], 1), event(KEYS[1], 2), event(KEYS[0], 3)).next_batch()
    assert batch is not None
    assert batch.dirty == {KEYS[0]: Timestamp(3, 1), KEYS[1]: Timestamp(2, 1)}
    assert batch.mark == Mark({"_data": "at 3"}, Timestamp(3, 1))
    assert batch.events == 3


def test_a_mark_ends_a_batch_and_is_not_lost() -> None:
    mark = Mark({"_data": "m"}, Timestamp(2, 0))
    changes = changes_of(event(KEYS[0], 1), mark, event(KEYS[1], 3))
    first, second, third = changes.next_batch(), changes.next_batch(), changes.next_batch()
    assert first is not None
    assert second is not None
    assert third is not None
    assert list(first.dirty) == [KEYS[0]]
    assert (second.dirty, second.mark) == ({}, mark)
    assert list(third.dirty) == [KEYS[1]]


def test_a_batch_holds_no_more_than_its_maximum() -> None:
    changes = Changes()
    for number in range(MAX_ARTICLES + 1):
        changes.put(event(ObjectId(), number + 1))
    batch = changes.next_batch()
    assert batch is not None
    assert len(batch.dirty) == MAX_ARTICLES
    assert batch.mark.moment == Timestamp(MAX_ARTICLES, 1)


def test_a_batch_waits_20_ms_for_more_events() -> None:
    began = monotonic()
    assert changes_of(event(KEYS[0], 1)).next_batch(wait=30) is not None
    assert monotonic() - began < 5


def test_one_article_that_is_written_constantly_does_not_keep_a_batch_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its events never fill a batch, because they are all of one article."""
    monkeypatch.setattr(stream, "GATHER", -1.0)
    changes = changes_of(*(event(KEYS[0], second) for second in range(1, 50)))
    batch = changes.next_batch()
    assert batch is not None
    assert batch.events < 49


def test_nothing_is_known_when_nothing_came() -> None:
    assert Changes().next_batch(wait=0) is None


@pytest.mark.parametrize("kind", ["drop", "rename", "dropDatabase", "invalidate"])
def test_an_ending_is_raised_after_what_came_before_it_and_then_for_ever(kind: str) -> None:
    changes = changes_of(event(KEYS[0], 1), {**event(KEYS[0], 2), "operationType": kind})
    batch = changes.next_batch()
    assert batch is not None
    assert list(batch.dirty) == [KEYS[0]]
    for _ in range(2):
        with pytest.raises(StreamLostError, match=kind):
            changes.next_batch(wait=0)


def test_an_error_of_the_reader_is_raised_for_ever() -> None:
    """A thread that has ended brings no more batches; next_batch must not wait for ever."""
    changes = changes_of(OSError("gone"))
    for _ in range(2):
        with pytest.raises(OSError, match="gone"):
            changes.next_batch(wait=0)


def test_a_history_that_is_lost_is_not_retried() -> None:
    with pytest.raises(StreamLostError, match="286"):
        changes_of(OperationFailure("gone", 286)).next_batch()
    with pytest.raises(OperationFailure):
        changes_of(OperationFailure("not authorized", 13)).next_batch()


def test_a_version_grows_with_its_moment() -> None:
    moments = [Timestamp(5, 1), Timestamp(5, 2), Timestamp(6, 1), Timestamp(2**31 - 1, 2**32 - 1)]
    versions = [version_of(moment) for moment in moments]
    assert versions == sorted(set(versions))
    assert versions[-1] < 2**63


def test_a_foreign_id_is_told_apart() -> None:
    foreign = key_of({"a": 1})
    assert isinstance(foreign, ForeignId)
    assert (foreign.value, str(foreign)) == ({"a": 1}, "{'a': 1}")
    assert own_key(str(KEYS[0])) == KEYS[0]
    assert own_key("ABCDEFABCDEFABCDEFABCDEF") is None
    assert own_key("a-slug") is None


servers = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


def from_now_on() -> Timestamp:
    """Return a moment later than every write so far; a stream that starts at one includes it."""
    now = clock.now(mongo_client())
    return Timestamp(now.time, now.inc + 1)


class TestOnTheServer:
    pytestmark = servers

    def test_a_token_says_how_far_the_stream_has_come(self, archive: None) -> None:
        before = from_now_on()
        with open_changes(start=before) as changes:
            article = make_article()
            written = clock.now(mongo_client())
            batch = eventually(lambda: (found := changes.next_batch()) and found.dirty and found)
            assert batch.dirty == {article.pk: batch.mark.moment}
            assert moment_of(batch.mark.token) == batch.mark.moment <= written
            idle = eventually(lambda: (found := changes.next_batch()) and found.mark.moment >= written and found)
            assert idle.dirty == {}

    def test_it_resumes_after_a_token_and_not_at_it(self, archive: None) -> None:
        with open_changes(start=from_now_on()) as changes:
            make_article()
            batch = eventually(lambda: (found := changes.next_batch()) and found.dirty and found)
        second = make_article()
        with open_changes(resume=batch.mark.token) as changes:
            later = eventually(lambda: (found := changes.next_batch()) and found.dirty and found)
        assert list(later.dirty) == [second.pk]

    @pytest.mark.parametrize("token", [{"_data": "8200"}, {"_data": "nonsense"}, {"_data": 5}, {"wrong": 1}])
    def test_a_damaged_token_asks_for_a_re_sync(self, token: dict[str, Any], archive: None) -> None:
        with pytest.raises(StreamLostError), open_changes(resume=token) as changes:
            eventually(changes.next_batch)

    def test_an_id_that_python_cannot_hold_does_not_end_it(self, archive: None) -> None:
        """A date of the year 200000 is fine for MongoDB."""
        from bson.datetime_ms import DatetimeMS

        far = DatetimeMS(6_000_000_000_000_000)
        with open_changes(start=from_now_on()) as changes:
            connection.database["articles"].insert_one({"_id": far, "title": "x"})  # type: ignore[attr-defined]
            batch = eventually(lambda: (found := changes.next_batch()) and found.dirty and found)
        assert list(batch.dirty) == [key_of(far)]
