"""Articles for the tests of search. Nothing is random: each has a number of its own."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from bson import ObjectId

from catalog.models import Article
from search.documents import document_of
from search.index import alias_name, client

# Gives the site groups of synonyms (the `synonyms` fixture).
Choose = Callable[..., None]

_numbers = count(1)


def new_article(**given: Any) -> Article:
    """Return an article that is in no database yet."""
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
    """Delete by name whatever begins so: Elasticsearch refuses a pattern for that."""
    for name in client().indices.get(index=f"{prefix}*").body:
        client().indices.delete(index=name)


def index_articles(*articles: Article) -> None:
    """Put articles into the live index as the worker would, and let searches see them at once."""
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
    """Put articles into MongoDB only."""
    Article.objects.bulk_create(articles)
