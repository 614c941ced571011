"""Articles and users for tests. Nothing is random: each has a number of its own."""

from itertools import count
from typing import Any

from django.contrib.auth.models import Permission, User
from django.db import connection

from catalog.models import Article

numbers = count(1)


def article_fields(**given: Any) -> dict[str, Any]:
    number = next(numbers)
    return {
        "title": f"Article {number}",
        "content": f"First paragraph of {number}.\n\nSecond paragraph of {number}.",
        "category": "tech",
        "author": [],
        "source_url": "",
        "published_at": None,
        **given,
    }


def make_article(**given: Any) -> Article:
    return Article.objects.create(**article_fields(**given))


def make_articles(*titles: str, **given: Any) -> list[Article]:
    return Article.objects.bulk_create(Article(**article_fields(title=title, **given)) for title in titles)


def make_foreign_article(**fields: Any) -> Article:
    """An article as another program may write it: with nothing but what it has to say."""
    collection = connection.database["articles"]  # type: ignore[attr-defined]  # only MongoDB's backend has it
    written = collection.insert_one({"title": f"Article {next(numbers)}", "category": "tech", **fields})
    return Article.objects.get(pk=written.inserted_id)


def make_user(**given: Any) -> User:
    return User.objects.create_user(**{"username": f"user{next(numbers)}", "password": "made-up", **given})


def make_editor() -> User:
    """A user who may do with articles whatever there is to do."""
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="catalog"))
    return user


def typed(**given: Any) -> dict[str, Any]:
    """What a browser sends for an article's form."""
    fields = article_fields(**given)
    return {
        **fields,
        "author": "; ".join(fields["author"]),
        "published_at": fields["published_at"] or "",
        "content": fields["content"].replace("\n", "\r\n"),
    }
