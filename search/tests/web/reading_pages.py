"""Pages of articles that were opened from a search, as the tests ask for them."""

import re
from html import unescape

from django.test import Client

from catalog.models import Article
from search.tests.factories import index_articles, keep_articles, new_article

MARKS = re.compile(r'<mark id="match-(\d+)">(.*?)</mark>', re.DOTALL)


def publish(*articles: Article) -> None:
    """Save articles to MongoDB and to the index."""
    keep_articles(*articles)
    index_articles(*articles)


def published(**given: object) -> Article:
    article = new_article(**given)
    publish(article)
    return article


def open_page(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return response.content.decode()


def hit_links(page: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'id="hit-\w+" href="([^"]*)"', page)]


def link(page: str, kind: str) -> str:
    found = re.search(rf'rel="{kind}"\s+href="([^"]*)"', page)
    return unescape(found[1]) if found else ""


def back(page: str) -> str:
    (found,) = re.findall(r'<a href="([^"]*)" data-back', page)
    return unescape(found)


def marked(page: str) -> list[str]:
    return [text for _number, text in MARKS.findall(page)]
