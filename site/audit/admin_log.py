"""The trail of what is done in the admin, on the pages of every app."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from audit import trail
from audit.models import Action

RIGHTS = frozenset({"active", "staff status", "superuser status", "groups", "user permissions", "permissions"})


class AuditedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Put before a ModelAdmin by the admin's site, so that none can be forgotten."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        trail.record(Action.ADDED, request=request, thing=trail.thing_of(obj), detail=text_of(message))
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        fields, detail = fields_of(message), text_of(message)
        action = Action.CHANGED
        if isinstance(obj, User | Group) and RIGHTS.intersection(fields):
            action, detail = Action.PERMISSIONS, rights_of(obj)
        elif isinstance(obj, User) and fields == ["password"]:
            action = Action.PASSWORD_CHANGED
        trail.record(action, request=request, thing=trail.thing_of(obj), fields=fields, detail=detail)
        return super().log_change(request, obj, message)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        thing = trail.thing_of(obj)
        super().delete_model(request, obj)
        trail.record(Action.DELETED, request=request, thing=thing)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Note those that are gone afterwards: a page may keep some."""
        chosen = {obj.pk: trail.thing_of(obj) for obj in queryset.iterator()}
        super().delete_queryset(request, queryset)
        kept = set(queryset.model._default_manager.filter(pk__in=list(chosen)).values_list("pk", flat=True))  # noqa: SLF001  # documented API
        gone = [thing for pk, thing in chosen.items() if pk not in kept]
        trail.record_many(trail.entry_of(Action.DELETED, request=request, thing=thing) for thing in gone)


def parts_of(message: Any) -> list[dict[str, Any]]:
    """Return what Django noted of a change: a list of parts, or as JSON, or a sentence, of which there are no parts."""
    if isinstance(message, str):
        try:
            message = json.loads(message)
        except ValueError:
            return []
    return [part for part in message if isinstance(part, dict)] if isinstance(message, list) else []


def fields_of(message: Any) -> list[str]:
    """Return the changed fields of the object itself, in lower case."""
    changes = [part["changed"] for part in parts_of(message) if "changed" in part and "name" not in part["changed"]]
    return [str(field).lower() for change in changes for field in change.get("fields", ())]


def text_of(message: Any) -> str:
    return message if isinstance(message, str) and not parts_of(message) else ""


def rights_of(obj: Model) -> str:
    """Return what a user or a group may do now, in a few words."""
    if isinstance(obj, Group):
        return f"now {obj.permissions.count()} permissions"
    assert isinstance(obj, User)  # noqa: S101  # for the type checker
    flags = {"inactive": not obj.is_active, "staff": obj.is_staff, "superuser": obj.is_superuser}
    groups: Iterable[str] = obj.groups.values_list("name", flat=True)
    now = [*(name for name, is_on in flags.items() if is_on), *(f"in {name}" for name in groups)]
    return f"now {', '.join([*now, f'{obj.user_permissions.count()} permissions of its own'])}"
