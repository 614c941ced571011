"""What the history of an article holds, and what its pages say and do, for tests."""

import re
from typing import Any

from django.contrib.auth.models import Permission, User
from django.test import Client

from catalog.editing import conflicts
from catalog.editing.history import EDIT, Change
from catalog.history_models import FormerVersion
from catalog.models import Article
from catalog.tests.factories import make_article, make_editor, make_user, typed


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


def text_of(response: Any) -> str:
    """Return what a page says in its main part, in one line."""
    _, _, page = response.content.decode().partition("<main")
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def restore(client: Client, article: Article, number: int, version: object) -> Any:
    return client.post(f"/articles/{article.pk}/history/{number}/restore/", {"version": version})


def deleted(client: Client, **given: Any) -> Article:
    """An article that was deleted on its page."""
    article = make_article(**given)
    assert client.post(f"/articles/{article.pk}/delete/", {"version": 1}).status_code == 302
    return article


def allowed(*codenames: str) -> Client:
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return signed_in(user)[0]
