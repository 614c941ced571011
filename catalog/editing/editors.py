"""The group of editors and its first member."""

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
    """Create or return the group with the permissions of settings.EDITORS_MAY. Run migrations first."""
    group, _ = Group.objects.get_or_create(name=GROUP)
    for name, actions in settings.EDITORS_MAY.items():
        app, model = name.split(".")
        codenames = [f"{action}_{model}" for action in actions]
        group.permissions.add(*Permission.objects.filter(content_type__app_label=app, codename__in=codenames))
    return group


def credentials_file() -> Path:
    return Path(os.environ.get("BROADSHEET_CREDENTIALS_FILE") or settings.ROOT / ".services" / "editor-password")


def make_first_editor(group: Group) -> str | None:
    """Create the user and return the password; None if the user exists.

    The password is saved before the user is created, so that a crash never leaves a user with an unknown password. A
    password that is saved already (for another database, or before a crash) is used again.
    """
    if User.objects.filter(username=USERNAME).exists():
        return None
    path = credentials_file()
    password = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    if not password:
        password = secrets.token_urlsafe(12)
        write_privately(path, password)
    with atomic():
        user = User.objects.create_user(USERNAME, password=password, is_staff=True)
        user.groups.add(group)
    return password


def write_privately(path: Path, password: str) -> None:
    """Write the file atomically, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp's mode is 600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(f"{password}\n")
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)
