"""After Save, Cancel and Delete an editor is back where the form was opened: `?next=`."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from catalog.models import Article
from catalog.tests.factories import make_article, typed

pytestmark = pytest.mark.servers
BACK = "/?q=war&category=tech&first=1&page=2#hit-1"
SHOWN = "/?q=war&amp;category=tech&amp;first=1&amp;page=2#hit-1"


def address(article: Article, action: str, back: str = BACK) -> str:
    return f"/articles/{article.pk}/{action}/?{urlencode({'next': back})}"


def save(client: Client, where: str, version: int = 1, **fields: Any) -> Any:
    return client.post(where, typed(version=version, **fields))


def test_save_leads_back_to_the_results(editor: Client) -> None:
    article = make_article()
    assert save(editor, address(article, "edit"), title="New")["Location"] == BACK
    assert save(editor, f"/articles/{article.pk}/edit/", version=2)["Location"] == f"/articles/{article.pk}/"


def test_so_do_cancel_and_delete(editor: Client) -> None:
    article = make_article()
    for action in ("edit", "delete"):
        assert f'href="{SHOWN}">Cancel' in editor.get(address(article, action)).content.decode()
    assert editor.post(address(article, "delete"), {"version": 1})["Location"] == BACK


def test_a_form_with_a_mistake_keeps_the_way_back(editor: Client) -> None:
    article = make_article()
    response = save(editor, address(article, "edit"), title=" ")
    assert response.status_code == 200
    assert f'href="{SHOWN}">Cancel' in response.content.decode()


def test_a_conflict_keeps_the_way_back(editor: Client) -> None:
    article = make_article(version=2)
    response = save(editor, address(article, "edit"), title="Mine")
    assert response.status_code == 409
    assert f'action="{address(article, "edit")}"' in response.content.decode()
    assert save(editor, address(article, "edit"), version=2, title="Mine")["Location"] == BACK


def test_who_has_to_sign_in_comes_back_to_the_form_with_its_way_back(reader: Client) -> None:
    article = make_article()
    assert "%3Fnext%3D%252F%253Fq%253Dwar" in reader.get(address(article, "edit"))["Location"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example.org/",
        "//elsewhere.example.org/",
        "/\\elsewhere.example.org/",
        "///elsewhere.example.org/",
        "javascript:alert(1)",
        "\t//elsewhere.example.org/",
        "results",
        "/?q=" + "a" * 2_000,
    ],
)
def test_no_other_way_leads_from_here(editor: Client, elsewhere: str) -> None:
    article = make_article()
    assert save(editor, address(article, "edit", elsewhere))["Location"] == f"/articles/{article.pk}/"
