"""One batch in several requests, two of which are in flight at once."""

from collections.abc import Callable, Sequence
from threading import Event

import pytest
from bson import ObjectId, Timestamp
from elastic_transport import ConnectionError as NoAnswer
from elasticsearch import Elasticsearch

from catalog.background.stopping import StoppedError
from catalog.models import Article
from catalog.tests.factories import make_article, make_articles
from search.index import client
from search.sync import clock, source
from search.sync.follow import apply, checkpoints, dead_letters
from search.sync.follow.apply import Applier
from search.sync.follow.bulk import IndexGoneError, Refusal, Write, send
from search.sync.follow.follower import Follower
from search.sync.follow.stream import Batch, Changes, Mark
from search.sync.rebuild import aliases
from search.sync.source import mongo_client

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]

Answer = tuple[list[Refusal], list[Write]]
Sending = Callable[[Elasticsearch, str, Sequence[Write]], Answer]


@pytest.fixture
def applier(archive: None, monkeypatch: pytest.MonkeyPatch) -> Applier:
    """Writes each article in a request of its own."""
    monkeypatch.setattr(apply, "REQUEST_ARTICLES", 1)
    return Applier(client(), aliases.create_to_fill(client()), Event())


def bring(applier: Applier, keys: Sequence[ObjectId]) -> list[Refusal]:
    moment = clock.now(mongo_client())
    return applier.apply(dict.fromkeys(keys, moment), moment)


def titles(applier: Applier) -> set[str]:
    client().indices.refresh(index=applier.index)
    hits = client().search(index=applier.index, size=100)["hits"]["hits"]
    return {hit["_source"]["title"] for hit in hits}


def keys_of(*names: str) -> list[ObjectId]:
    return [article.pk for article in make_articles(*names)]


def counted(monkeypatch: pytest.MonkeyPatch) -> list[ObjectId]:
    """Collect the articles in the order in which they are read."""
    read: list[ObjectId] = []
    really = source.read_articles

    def reading(ids: Sequence[ObjectId], after: Timestamp) -> dict[ObjectId, Article | Exception]:
        read.extend(ids)
        return really(ids, after)

    monkeypatch.setattr(apply, "read_articles", reading)
    return read


def test_every_request_is_written_and_what_is_refused_in_any_is_a_dead_letter(applier: Applier) -> None:
    keys = keys_of("A", "B", "C", "D", "E")
    Article.objects.filter(pk__in=[keys[1], keys[4]]).update(category="x" * 40_000)
    assert {each.key for each in bring(applier, keys)} == {keys[1], keys[4]}
    assert set(dead_letters.reasons()) == {str(keys[1]), str(keys[4])}
    assert titles(applier) == {"A", "C", "D"}


def test_while_elasticsearch_accepts_nothing_only_what_is_in_flight_is_in_memory(
    applier: Applier, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = counted(monkeypatch)
    tries: list[int] = []

    def sending(elastic: Elasticsearch, index: str, writes: Sequence[Write]) -> Answer:
        tries.append(len(read))
        return ([], list(writes)) if len(tries) < 6 else send(elastic, index, writes)

    monkeypatch.setattr(apply, "send", sending)
    monkeypatch.setattr(apply, "retry_delays", lambda: iter([0.0] * 100))
    keys = keys_of("A", "B", "C", "D", "E", "F")
    assert bring(applier, keys) == []
    assert max(tries[:6]) <= apply.CONCURRENT_REQUESTS + 1
    assert read == keys  # each once, also those that had to be sent again
    assert titles(applier) == {"A", "B", "C", "D", "E", "F"}


def failing_for(title: str, error: Exception) -> Sending:
    def sending(elastic: Elasticsearch, index: str, writes: Sequence[Write]) -> Answer:
        if any(title.encode() in (write.source or b"") for write in writes):
            raise error
        return send(elastic, index, writes)

    return sending


@pytest.mark.parametrize("error", [IndexGoneError("x"), NoAnswer("reset"), RuntimeError("a fault of ours")])
@pytest.mark.parametrize("title", ["First", "Last"])
def test_the_checkpoint_stays_when_one_request_of_a_batch_fails(
    title: str, error: Exception, applier: Applier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error comes out of a thread; the other requests may be done, and come again with the batch."""
    monkeypatch.setattr(apply, "send", failing_for(title, error))
    target = checkpoints.target_of(client(), applier.index)
    assert target is not None
    moment = clock.now(mongo_client())
    keys = keys_of("First", "Second", "Last")
    moment = clock.now(mongo_client())
    batch = Batch(dict.fromkeys(keys, moment), Mark({"_data": "82"}, moment))
    changes = Changes()
    monkeypatch.setattr(Changes, "next_batch", lambda _self, _wait: batch)
    with pytest.raises(type(error)):
        Follower(applier, target, changes).step()
    assert checkpoints.load(target) is None
    monkeypatch.setattr(apply, "send", send)
    Follower(applier, target, changes).step()
    assert checkpoints.load(target) == batch.mark
    assert titles(applier) == {"First", "Second", "Last"}


def test_a_stop_comes_between_two_requests(applier: Applier, monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy Elasticsearch takes seconds for a full batch; a command must stop sooner."""
    read = counted(monkeypatch)
    keys = keys_of("A", "B", "C", "D", "E", "F")

    def sending(elastic: Elasticsearch, index: str, writes: Sequence[Write]) -> Answer:
        applier.stop.set()  # type: ignore[attr-defined]
        return send(elastic, index, writes)

    monkeypatch.setattr(apply, "send", sending)
    with pytest.raises(StoppedError):
        bring(applier, keys)
    assert len(read) <= apply.CONCURRENT_REQUESTS + 1


def test_a_batch_that_waited_too_long_is_read_again(applier: Applier, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elasticsearch was unavailable for longer than a tombstone lasts: what was read before is too old."""
    article = make_article(title="Gone meanwhile")
    keys = [*keys_of("A", "B"), article.pk]
    now = [0.0]
    tries: list[int] = []

    def sending(elastic: Elasticsearch, index: str, writes: Sequence[Write]) -> Answer:
        tries.append(1)
        if len(tries) <= apply.CONCURRENT_REQUESTS:
            return [], list(writes)
        if now[0] == 0.0:
            Article.objects.filter(pk=article.pk).delete()
            now[0] = 10_000.0
        return send(elastic, index, writes)

    monkeypatch.setattr(apply, "monotonic", lambda: now[0])
    monkeypatch.setattr(apply, "send", sending)
    monkeypatch.setattr(apply, "retry_delays", lambda: iter([0.0] * 100))
    bring(applier, keys)
    assert titles(applier) == {"A", "B"}
