"""Who may write: the group of editors, and the first of them."""

import os
import secrets
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django_mongodb_backend.transaction import atomic

GROUP = "Editors"
USERNAME = "editor"


def make_group() -> Group:
    """Return the group, which may do what settings.EDITORS_MAY lists. Migrations make the permissions."""
    group, _ = Group.objects.get_or_create(name=GROUP)
    for name, actions in settings.EDITORS_MAY.items():
        app, model = name.split(".")
        codenames = [f"{action}_{model}" for action in actions]
        group.permissions.add(*Permission.objects.filter(content_type__app_label=app, codename__in=codenames))
    return group


def credentials_file() -> Path:
    return Path(os.environ.get("BROADSHEET_CREDENTIALS_FILE") or settings.ROOT / ".services" / "editor-password")


def make_first_editor(group: Group) -> str | None:
    """Make the user on the first run and return the password; None when the user is there.

    The password is kept before the user is made, so that no crash leaves a user whose password nobody knows. One that
    is kept already (from another database, or from a crash) is used again, so that the file stays true for both.
    """
    if User.objects.filter(username=USERNAME).exists():
        return None
    path = credentials_file()
    password = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    if not password:
        password = secrets.token_urlsafe(12)
        _keep(path, password)
    with atomic():
        user = User.objects.create_user(USERNAME, password=password, is_staff=True)
        user.groups.add(group)
    return password


def _keep(path: Path, password: str) -> None:
    """Write the file wholly or not at all, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp's mode is 600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(f"{password}\n")
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)
