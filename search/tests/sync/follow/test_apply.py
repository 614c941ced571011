"""One batch applied to one index: what is written, what is refused, and when the mapping is at fault."""

from collections.abc import Mapping
from threading import Event

import pytest
from bson import ObjectId, Timestamp
from bson.raw_bson import RawBSONDocument
from django.db import connection

from catalog.background.stopping import StoppedError
from catalog.models import Article
from catalog.tests.factories import make_article, make_articles
from search.documents import document_of
from search.index import client
from search.sync import clock, source
from search.sync.follow import apply, dead_letters
from search.sync.follow.apply import Applier, BrokenMappingError
from search.sync.follow.bulk import IndexGoneError, Refusal, send
from search.sync.keys import Key
from search.sync.rebuild import aliases
from search.sync.source import mongo_client

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


@pytest.fixture
def applier(archive: None) -> Applier:
    return Applier(client(), aliases.create_to_fill(client()), Event())


def bring(applier: Applier, *keys: ObjectId) -> list[Refusal]:
    moment = clock.now(mongo_client())
    return applier.apply(dict.fromkeys(keys, moment), moment)


def held(applier: Applier) -> dict[str, str]:
    client().indices.refresh(index=applier.index)
    hits = client().search(index=applier.index, size=100)["hits"]["hits"]
    return {hit["_id"]: hit["_source"]["title"] for hit in hits}


def test_the_index_gets_what_mongodb_holds_and_loses_what_it_does_not(applier: Applier) -> None:
    one, two = make_articles("One", "Two")
    assert bring(applier, one.pk, two.pk) == []
    Article.objects.filter(pk=two.pk).delete()
    assert bring(applier, one.pk, two.pk) == []
    assert held(applier) == {str(one.pk): "One"}


def test_a_write_that_comes_late_changes_nothing(applier: Applier) -> None:
    article = make_article(title="New")
    bring(applier, article.pk)
    late = Timestamp(clock.now(mongo_client()).time - 60, 1)
    Article.objects.filter(pk=article.pk).update(title="Newer")
    applier.apply({article.pk: late}, late)
    assert held(applier) == {str(article.pk): "New"}


def test_a_write_that_comes_after_the_delete_does_not_bring_the_article_back(applier: Applier) -> None:
    article = make_article()
    moment = clock.now(mongo_client())
    late, refused = applier.read({article.pk: moment}, moment)
    key = article.pk
    article.delete()
    bring(applier, key)
    assert refused == []
    assert send(client(), applier.index, late) == ([], [])
    assert held(applier) == {}


def test_what_was_read_before_a_long_sleep_is_read_again(applier: Applier, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tombstone of a delete may be gone by then, so that a late write would bring the article back."""
    article = make_article()
    read = Applier.read
    reads: list[int] = []

    def sleepy(self: Applier, dirty: Mapping[Key, Timestamp], after: Timestamp) -> object:
        found = read(self, dirty, after)
        reads.append(1)
        if len(reads) == 1:
            Article.objects.filter(pk=article.pk).delete()
            monkeypatch.setattr(apply, "monotonic", lambda: 10_000.0)
        return found

    monkeypatch.setattr(apply, "monotonic", lambda: 0.0)
    monkeypatch.setattr(Applier, "read", sleepy)
    bring(applier, article.pk)
    assert len(reads) == 2
    assert held(applier) == {}


def test_text_that_is_not_unicode_affects_its_own_article_only(applier: Applier) -> None:
    """Other drivers accept it; ours fails to read it."""
    good = make_article(title="Good")
    bad = ObjectId()
    row = b"\x07_id\x00" + bad.binary + b"\x02title\x00\x03\x00\x00\x00\xff\xfe\x00" + b"\x00"
    document = RawBSONDocument((len(row) + 4).to_bytes(4, "little") + row)
    connection.database["articles"].insert_one(document)  # type: ignore[attr-defined]
    refused = bring(applier, good.pk, bad)
    assert [each.key for each in refused] == [bad]
    assert "cannot be read" in refused[0].reason
    assert held(applier) == {str(good.pk): "Good"}
    assert list(dead_letters.reasons()) == [str(bad)]


def test_an_error_in_preparing_affects_its_own_article_only(applier: Applier, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = make_articles("Good", "Bad")

    def failing(article: Article) -> dict[str, object]:
        return {"title": object()} if article.pk == bad.pk else document_of(article)

    monkeypatch.setattr(apply, "document_of", failing)
    assert [each.key for each in bring(applier, good.pk, bad.pk)] == [bad.pk]
    assert held(applier) == {str(good.pk): "Good"}


def test_one_that_elasticsearch_refuses_among_five_hundred_good_ones(applier: Applier) -> None:
    """A keyword must not be longer than 32,766 bytes."""
    articles = make_articles(*(f"Title {number}" for number in range(501)))
    long = articles[250]
    Article.objects.filter(pk=long.pk).update(category="x" * 40_000)
    refused = bring(applier, *(article.pk for article in articles))
    assert [(each.key, each.by_index) for each in refused] == [(long.pk, True)]
    client().indices.refresh(index=applier.index)
    assert client().count(index=applier.index)["count"] == 500
    Article.objects.filter(pk=long.pk).update(category="tech")
    assert bring(applier, long.pk) == []
    assert dead_letters.reasons() == {}


def test_an_index_that_refuses_all_stops_before_it_records_any(applier: Applier) -> None:
    index = "broken" + applier.index
    client().indices.create(index=index, mappings={"dynamic": "strict"})
    articles = make_articles(*(f"Title {number}" for number in range(60)))
    try:
        with pytest.raises(BrokenMappingError, match="60 of the last 60 articles were refused"):
            bring(Applier(client(), index, Event()), *(article.pk for article in articles))
    finally:
        client().indices.delete(index=index)
    assert dead_letters.reasons() == {}


def test_small_batches_are_judged_together(applier: Applier) -> None:
    refused = [Refusal(ObjectId(), "no", by_index=True)]
    applier.check_mapping(45, [])
    for _ in range(10):
        applier.check_mapping(1, refused)
    with pytest.raises(BrokenMappingError, match="11 of the last 50"):
        applier.check_mapping(1, refused)


def test_what_cannot_be_read_says_nothing_about_the_mapping(applier: Applier) -> None:
    applier.check_mapping(500, [Refusal(ObjectId(), "title is int")] * 500)
    applier.checks_mapping = False
    applier.check_mapping(500, [Refusal(ObjectId(), "no", by_index=True)] * 500)


def test_an_index_that_is_gone_is_reported_and_not_recreated_by_a_write(applier: Applier) -> None:
    client().indices.delete(index=applier.index)
    article = make_article()
    with pytest.raises(IndexGoneError):
        bring(applier, article.pk)
    assert not client().indices.exists(index=applier.index)


def test_a_block_on_the_index_is_waited_for_and_a_stop_ends_the_waiting(applier: Applier) -> None:
    article = make_article()
    client().indices.put_settings(index=applier.index, settings={"index.blocks.write": True})
    applier.stop.set()  # type: ignore[attr-defined]
    with pytest.raises(StoppedError):
        bring(applier, article.pk)
    assert dead_letters.reasons() == {}


def test_a_closed_index_is_waited_for(applier: Applier) -> None:
    article = make_article()
    client().indices.close(index=applier.index)
    applier.stop.set()  # type: ignore[attr-defined]
    with pytest.raises(StoppedError):
        bring(applier, article.pk)
    assert dead_letters.reasons() == {}


def test_long_articles_are_read_in_batches(archive: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "READ_BYTES", 25_000)
    keys = [article.pk for article in make_articles("A", "B", "C", content="x" * 10_000)]
    gone = ObjectId()
    assert list(source.read_batches([*keys, gone])) == [keys[:2], [keys[2], gone]]
