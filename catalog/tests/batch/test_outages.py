"""While MongoDB is unavailable nothing is half done: the same form is sent again, and does the rest."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pymongo.errors import AutoReconnect

from audit.models import Entry
from catalog.editing import noted
from catalog.history_models import FormerVersion
from catalog.models import Article
from catalog.tests.batch.asking import CATEGORY, DELETE, RESULTS, address, categories, delete, move, there, token, undo
from catalog.tests.factories import make_articles
from catalog.tests.outage import outage

pytestmark = pytest.mark.servers


def fields_of(response: Any) -> Iterator[tuple[str, str]]:
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', response.content.decode()):
        if name != "csrfmiddlewaretoken":
            yield name, html.unescape(value)


def send_again(client: Client, response: Any) -> Any:
    """Send the form of the page, as its button does."""
    fields: dict[str, list[str]] = {}
    for name, value in fields_of(response):
        fields.setdefault(name, []).append(value)
    return client.post(response.request["PATH_INFO"] + "?" + response.request["QUERY_STRING"], fields)


def test_the_page_cannot_be_opened(editor: Client) -> None:
    articles = make_articles("One")
    with outage():
        assert [editor.get(address(path, *articles)).status_code for path in (CATEGORY, DELETE)] == [503, 503]


@pytest.mark.parametrize("kind", ["refuses", "is silent"])
def test_what_was_sent_comes_back_and_can_be_sent_again(editor: Client, kind: str) -> None:
    moved, gone = make_articles("Moved", "Gone")
    with outage(kind):
        responses = [move(editor, moved, category="a & b"), delete(editor, gone)]
    assert [(each.status_code, each["Retry-After"]) for each in responses] == [(503, "10")] * 2
    assert (categories(moved), there([gone])) == ([("tech", 1)], ["Gone"])
    assert [send_again(editor, each)["Location"] for each in responses] == [RESULTS] * 2
    assert (categories(moved), there([gone])) == ([("a & b", 2)], [])


def test_an_undo_comes_back_too(editor: Client) -> None:
    articles = make_articles("Gone")
    delete(editor, *articles)
    statement = token(editor.get("/articles/"))
    with outage():
        response = undo(editor, statement)
    assert (response.status_code, there(articles)) == (503, [])
    assert send_again(editor, response).status_code == 302
    assert there(articles) == ["Gone"]


@pytest.mark.parametrize("send", [move, delete])
def test_an_end_in_the_middle_is_gone_on_with_and_noted_once(
    editor: Client, send: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second article is written, and its note is not."""
    articles = make_articles("One", "Two", "Three")
    real = noted.note
    calls: list[object] = []

    def fail(*args: Any, **about: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise AutoReconnect("gone")
        real(*args, **about)

    with monkeypatch.context() as patch:
        patch.setattr(noted, "note", fail)
        response = send(editor, *articles)
    assert response.status_code == 503
    assert FormerVersion.objects.count() == 2
    assert send_again(editor, response).status_code == 302
    assert set(Article.objects.values_list("category", flat=True)) <= {"sport"}
    assert FormerVersion.objects.count() == 3
    assert sorted(Entry.objects.filter(kind="catalog.article").values_list("name", flat=True)) == [
        "One",
        "Three",
        "Two",
    ]
    assert undo(editor).status_code == 302
    assert sorted(Article.objects.values_list("title", "category")) == [
        ("One", "tech"),
        ("Three", "tech"),
        ("Two", "tech"),
    ]
