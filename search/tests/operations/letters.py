"""Dead letters of tests, and the page of the admin that lists them."""

from collections.abc import Sequence
from typing import Any

from django.contrib.messages import get_messages
from django.test import Client

from catalog.models import Article
from search.index import client
from search.models import DeadLetter
from search.sync.follow import dead_letters
from search.sync.follow.bulk import Refusal
from search.sync.follow.checkpoints import Target
from search.sync.keys import Key
from search.sync.source import collection
from search.tests.factories import keep_articles, new_article

LIST = "/admin/search/deadletter/"
EVERYTHING = ("view_deadletter", "change_deadletter", "delete_deadletter")


def letter_for(key: Key, reason: str = "title is int, not text") -> DeadLetter:
    dead_letters.record([Refusal(key, reason)])
    return DeadLetter.objects.get(article_id=str(key))


def kept() -> Article:
    article = new_article()
    keep_articles(article)
    return article


def spoilt() -> Article:
    """An article whose title is a number, as another program may write it."""
    article = kept()
    collection().update_one({"_id": article.pk}, {"$set": {"title": 7}})
    return article


def try_again(admin: Client, letters: Sequence[DeadLetter]) -> list[str]:
    """Select these and press the button; return the new messages."""
    admin.cookies.pop("messages", None)
    form = {"action": "try_again", "_selected_action": [str(letter.pk) for letter in letters]}
    response: Any = admin.post(LIST, form)
    assert response.status_code == 302
    return [str(message) for message in get_messages(response.wsgi_request)]


def page(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content, "utf-8")


def document(target: Target, article: Article) -> dict[str, Any]:
    found: dict[str, Any] = client().options(ignore_status=404).get(index=target.index, id=str(article.pk)).body
    return found
