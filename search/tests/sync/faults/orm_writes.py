"""Writes through the ORM in a process of its own: `manage.py shell -c` with `write(turn)`."""

import json
from contextlib import suppress

from django_mongodb_backend import transaction

from catalog.models import Article
from catalog.tests.factories import article_fields, make_article, make_articles


class AbortError(Exception):
    """Aborts a transaction, which must never be indexed."""


def write(turn: int) -> None:
    """Write in each of the ORM's ways; print the acknowledged titles by id, null for deleted articles."""
    titles: dict[str, str | None] = {}
    bulk = make_articles(*(f"Bulk {turn} {number}" for number in range(40)))
    titles |= {str(each.pk): each.title for each in bulk}
    updated = [each.pk for each in bulk[:20]]
    Article.objects.filter(pk__in=updated).update(title=f"Updated {turn}")
    titles |= dict.fromkeys(map(str, updated), f"Updated {turn}")
    deleted = [each.pk for each in bulk[30:]]
    Article.objects.filter(pk__in=deleted).delete()
    titles |= dict.fromkeys(map(str, deleted))
    saved = make_article(title=f"Created {turn}")
    saved.title = f"Saved {turn}"
    saved.save()
    with transaction.atomic():
        committed = make_articles(*(f"Committed {turn} {number}" for number in range(5)))
    titles |= {str(each.pk): each.title for each in [saved, *committed]}
    ghosts: list[Article] = []
    with suppress(AbortError), transaction.atomic():
        ghosts += [Article.objects.create(**article_fields(title=f"Ghost {turn}")) for _ in range(3)]
        Article.objects.filter(pk__in=updated).update(title="Ghost")
        raise AbortError
    print(json.dumps({"kept": titles, "ghosts": [str(each.pk) for each in ghosts]}))  # noqa: T201  # its answer
