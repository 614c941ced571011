"""Articles that could not be indexed are tried again at the request of an operator."""

from threading import Event

import pytest
from bson import ObjectId
from django.test import Client

from search.index import client
from search.models import DeadLetter
from search.sync import clock
from search.sync.follow import dead_letters
from search.sync.follow.apply import retry_handed_over
from search.sync.follow.checkpoints import Target
from search.sync.keys import key_of
from search.sync.rebuild import aliases
from search.sync.source import ALIAS, collection, mongo_client
from search.tests.browsers import browser_of
from search.tests.factories import new_article
from search.tests.operations.letters import EVERYTHING, LIST, document, kept, letter_for, page, spoilt, try_again
from search.tests.unavailable import elasticsearch_unavailable, mongodb_unavailable

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


def test_a_fixed_article_is_indexed_and_its_letter_removed(admin: Client, live: Target) -> None:
    article = kept()
    assert try_again(admin, [letter_for(article.pk)]) == [f"Now in the index: {article.pk}."]
    assert document(live, article)["_source"]["title"] == article.title
    assert not DeadLetter.objects.exists()


def test_it_is_written_as_of_the_moment_of_the_reading(admin: Client, live: Target) -> None:
    article = kept()
    before = clock.version_of(clock.now(mongo_client()))
    try_again(admin, [letter_for(article.pk)])
    assert before <= document(live, article)["_version"] <= clock.version_of(clock.now(mongo_client()))


def test_what_the_worker_wrote_later_stays(admin: Client, live: Target) -> None:
    article = kept()
    later = clock.version_of(clock.now(mongo_client())) + (60 << 32)
    newer = {"id": str(article.pk), "title": "Newer", "text": ["", "Newer"], "category": "tech"}
    elastic = client()
    elastic.index(index=live.index, id=str(article.pk), document=newer, version=later, version_type="external_gte")
    try_again(admin, [letter_for(article.pk)])
    assert document(live, article)["_source"]["title"] == "Newer"


def test_an_article_still_broken_keeps_its_letter_with_the_new_reason(admin: Client) -> None:
    letter = letter_for(spoilt().pk, "an older reason")
    [message] = try_again(admin, [letter])
    assert message == f"Still refused: {letter.article_id}: title is int, not text"
    letter.refresh_from_db()
    assert (letter.reason, letter.attempts) == ("title is int, not text", 2)


def test_the_letter_of_a_deleted_article_is_removed(admin: Client, live: Target) -> None:
    article = kept()
    letter = letter_for(article.pk)
    client().index(index=live.index, id=str(article.pk), document={"id": str(article.pk)}, refresh=True)
    article.delete()
    assert try_again(admin, [letter]) == [f"Deleted meanwhile, so removed from this list: {letter.article_id}."]
    assert not document(live, new_article(pk=ObjectId(letter.article_id)))["found"]
    assert not DeadLetter.objects.exists()


@pytest.mark.parametrize("value", [7, "words", {"a": 1}])
def test_a_foreign_id_is_refused_while_it_exists_and_then_removed(admin: Client, value: object) -> None:
    letter = letter_for(key_of(value))
    collection().insert_one({"_id": value, "title": "Foreign"})
    assert "not an ObjectId" in try_again(admin, [letter])[0]
    collection().delete_one({"_id": value})
    assert try_again(admin, [letter]) == [f"Deleted meanwhile, so removed from this list: {letter.article_id}."]
    assert not DeadLetter.objects.exists()


def test_many_are_tried_at_once_and_each_has_its_outcome(admin: Client) -> None:
    good, bad = kept(), [spoilt() for _ in range(60)]
    messages = try_again(admin, [letter_for(article.pk) for article in [good, *bad]])
    assert messages[0] == f"Now in the index: {good.pk}."
    assert [line.startswith("Still refused: ") for line in messages[1:5]] == [True] * 4
    assert messages[5].endswith("and 46 more.")
    assert DeadLetter.objects.count() == 60


def test_what_is_reported_fits_into_the_cookies(admin: Client) -> None:
    letters = [letter_for(spoilt().pk) for _ in range(100)]
    form = {"action": "try_again", "_selected_action": [str(letter.pk) for letter in letters]}
    response = admin.post(LIST, form)
    assert all(len(cookie.value) < 3500 for cookie in response.cookies.values())
    assert "and 86 more" in page(admin.get(LIST))


@pytest.mark.parametrize("kind", ["refuses", "is silent", "freezes"])
def test_without_elasticsearch_nothing_is_lost(admin: Client, kind: str) -> None:
    letter = letter_for(kept().pk)
    with elasticsearch_unavailable(kind):
        [message] = try_again(admin, [letter])
    assert message.startswith("Elasticsearch is unavailable.")
    assert DeadLetter.objects.get().attempts == letter.attempts


@pytest.mark.parametrize("kind", ["refuses", "is silent", "freezes"])
def test_without_mongodb_nothing_is_lost(admin: Client, kind: str) -> None:
    letter = letter_for(kept().pk)
    with mongodb_unavailable(kind, ALIAS):
        [message] = try_again(admin, [letter])
    assert message.startswith("MongoDB is unavailable.")
    assert DeadLetter.objects.get().attempts == letter.attempts


def test_an_index_that_takes_no_writes_keeps_the_letter(own_index: None, admin: Client, live: Target) -> None:
    letter = letter_for(kept().pk)
    client().indices.put_settings(index=live.index, settings={"index.blocks.write": True})
    [message] = try_again(admin, [letter])
    assert message == f"The sync worker tries these again, within seconds if it runs: {letter.article_id}."
    assert DeadLetter.objects.exists()
    client().indices.put_settings(index=live.index, settings={"index.blocks.write": None})
    retry_handed_over(client(), live.index, Event())
    assert client().exists(index=live.index, id=letter.article_id)
    assert not DeadLetter.objects.exists()


def test_nothing_is_written_to_the_index_of_the_version_before(
    admin: Client, live: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = letter_for(kept().pk)
    monkeypatch.setattr(aliases, "wanted_mapping", lambda: "0" * 8)
    [message] = try_again(admin, [letter])
    assert message == f"The sync worker tries these again, within seconds if it runs: {letter.article_id}."
    assert not client().exists(index=live.index, id=letter.article_id)
    assert dead_letters.handed_over(1) == [letter.article_id]


def test_what_the_worker_is_given_it_tries_once(live: Target) -> None:
    letter = letter_for(spoilt().pk, "an older reason")
    dead_letters.hand_over([letter.article_id])
    for _ in range(2):
        retry_handed_over(client(), live.index, Event())
    letter.refresh_from_db()
    assert (letter.reason, letter.attempts) == ("title is int, not text", 2)


def test_without_an_index_that_is_said(no_index: None) -> None:
    letter = letter_for(kept().pk)
    [message] = try_again(browser_of(*EVERYTHING), [letter])
    assert message.startswith("There is no live index yet")
    assert DeadLetter.objects.exists()
