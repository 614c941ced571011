"""After a save the editor is told when readers find it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from catalog.models import Article
from search.engines import elasticsearch
from search.engines.limits.breaker import Breaker
from search.tests.factories import index_articles, new_article
from search.tests.unavailable import elasticsearch_at, refusing_port

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("archive")]


@pytest.fixture
def editor(archive: None) -> Iterator[Client]:
    client, user = Client(), User.objects.create_user("lyrebird-editor")
    client.force_login(user)
    yield client
    user.delete()


@pytest.fixture
def saved(index: None) -> Article:
    article = new_article(title="The lyrebird", content="It repeats.", updated_at=timezone.now())
    article.save(force_insert=True)
    article.refresh_from_db()
    return article


def told(client: Client, article: Article) -> Any:
    return client.get(f"/articles/{article.pk}/freshness/").json()


def test_what_is_not_indexed_yet_is_not_found(editor: Client, saved: Article) -> None:
    assert told(editor, saved) == {"found": False, "number": None}


def test_what_is_indexed_is_number_one_for_its_title(editor: Client, saved: Article) -> None:
    index_articles(saved, new_article(title="A lyrebird", content="The lyrebird, the lyrebird."))
    assert told(editor, saved) == {"found": True, "number": 1}


def test_the_version_of_before_does_not_count(editor: Client, saved: Article) -> None:
    index_articles(saved)
    Article.objects.filter(pk=saved.pk).update(content="It laughs.", updated_at=timezone.now())
    assert told(editor, saved) == {"found": False, "number": None}


def test_nothing_is_claimed_while_elasticsearch_is_unavailable(
    editor: Client, saved: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elasticsearch, "breaker", Breaker())
    with refusing_port() as port, elasticsearch_at(port):
        assert told(editor, saved) == {"found": None, "number": None}


def test_readers_are_not_told(saved: Article) -> None:
    assert Client().get(f"/articles/{saved.pk}/freshness/").status_code == 403
