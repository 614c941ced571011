"""What the history of an article holds, for tests."""

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from catalog.editing import conflicts
from catalog.editing.history import EDIT, Change
from catalog.history_models import FormerVersion
from catalog.models import Article
from catalog.tests.factories import make_editor, typed


def rows(*names: str) -> list[Any]:
    """Return these fields of everything that is kept, the oldest first."""
    return list(FormerVersion.objects.order_by("kept_at", "version").values_list(*names, flat=len(names) == 1))


def edit(article: Article, change: Change = EDIT, **values: Any) -> None:
    """Save an edit of the article as it is now."""
    stored = Article.objects.get(pk=article.pk)
    given = {name: getattr(stored, name) for name in conflicts.FIELDS}
    assert conflicts.save_edit(stored.pk, stored.version or 0, {**given, **values}, change) is None


def signed_in(user: User | None = None) -> tuple[Client, User]:
    user = user or make_editor()
    client = Client()
    client.force_login(user)
    return client, user


def send(client: Client, article: Article, version: int, **values: Any) -> int:
    """Save an edit on the site's page; return the status."""
    given = {name: getattr(article, name) for name in conflicts.FIELDS}
    return client.post(f"/articles/{article.pk}/edit/", typed(**{**given, **values}, version=version)).status_code
