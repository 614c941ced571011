"""Sending the pages of several articles, and reading what they say."""

import html
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from catalog.models import Article

CATEGORY, DELETE, UNDO = "/articles/selected/category/", "/articles/selected/delete/", "/articles/undo/"
REPORT = "/articles/selected/report/"
RESULTS = "/?q=war&category=tech"


def seen(*articles: Article) -> list[str]:
    """Return what the page sends of articles as they are in these objects."""
    return [f"{article.pk}:{article.version or 0}" for article in articles]


def address(path: str, *articles: Article, back: str = RESULTS) -> str:
    pairs = [("article", str(article.pk)) for article in articles]
    return f"{path}?{urlencode([*pairs, ('next', back)])}"


def move(client: Client, *articles: Article, category: str = "sport", **given: Any) -> Any:
    fields = {"article": seen(*articles), "category": category, **given}
    return client.post(address(CATEGORY, *articles), fields)


def delete(client: Client, *articles: Article) -> Any:
    return client.post(address(DELETE, *articles), {"article": seen(*articles)})


def token(page: Any) -> str:
    """Return the statement in the button that undoes."""
    (found,) = re.findall(r'name="done" value="([^"]+)"', page.content.decode())
    return html.unescape(found)


def undo(client: Client, statement: str | None = None) -> Any:
    """Press the button, that of the list of articles if none is given."""
    statement = statement or token(client.get("/articles/"))
    return client.post(f"{UNDO}?{urlencode({'next': RESULTS})}", {"done": statement})


def report(client: Client, response: Any) -> Any:
    """Return the page of the report to which the answer leads."""
    assert response.status_code == 302
    assert response["Location"] == f"{REPORT}?{urlencode({'next': RESULTS})}"
    return client.get(response["Location"])


def left(page: Any) -> list[tuple[str, str]]:
    """Return the articles that were left, each with its title and the reason."""
    rows = re.findall(r'data-testid="left">(.*?)</li>', page.content.decode(), re.DOTALL)
    return [(text[0], " ".join(text[1:])) for text in map(texts, rows)]


def texts(row: str) -> list[str]:
    return [text for each in re.split(r"<[^>]+>", row) if (text := " ".join(html.unescape(each).split()))]


def categories(*articles: Article) -> list[tuple[str, int]]:
    """Return category and version of these articles as they are stored."""
    stored = {each.pk: each for each in Article.objects.filter(pk__in=[article.pk for article in articles])}
    return [(stored[article.pk].category, stored[article.pk].version) for article in articles]


def there(articles: Iterable[Article]) -> list[str]:
    found = Article.objects.filter(pk__in=[article.pk for article in articles])
    return sorted(found.values_list("title", flat=True))
