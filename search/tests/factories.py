"""Articles for the tests of search, numbered and not random."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from bson import ObjectId

from catalog.models import Article
from search.documents import document_of
from search.index import alias_name, client

# Sets the site's synonym groups, categories or editors' pick (the fixtures of these names).
Choose = Callable[..., None]

_numbers = count(1)


def new_article(**given: Any) -> Article:
    """Return an unsaved article."""
    number = next(_numbers)
    fields: dict[str, Any] = {
        "pk": ObjectId(),
        "title": f"Article {number}",
        "content": f"The text of number {number}.",
        "category": "tech",
        "published_at": datetime(2024, 1, 1, tzinfo=UTC),
        **given,
    }
    return Article(**fields)


def delete_indices(prefix: str) -> None:
    """Delete every index with the prefix, by name: Elasticsearch rejects a pattern here."""
    for name in client().indices.get(index=f"{prefix}*").body:
        client().indices.delete(index=name)


def index_articles(*articles: Article) -> None:
    """Index articles as the worker would, and refresh."""
    operations: list[dict[str, Any]] = []
    for article in articles:
        operations += [{"index": {"_id": str(article.pk)}}, document_of(article)]
    answer = client().bulk(index=alias_name(), operations=operations, refresh=True, require_alias=True)
    assert not answer["errors"], answer


def index_article(**given: Any) -> Article:
    article = new_article(**given)
    index_articles(article)
    return article


def index_titles(*titles: str, **given: Any) -> None:
    index_articles(*(new_article(title=title, **given) for title in titles))


def keep_articles(*articles: Article) -> None:
    """Save articles to MongoDB only."""
    Article.objects.bulk_create(articles)
