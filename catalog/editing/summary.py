"""What a change did to an article, in a few words: "title, 12 words added, 3 removed"."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

LABELS = {
    "title": "title",
    "category": "category",
    "author": "author",
    "published_at": "date",
    "source_url": "source",
}


def what_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return it for the fields that `after` has. Words are counted, not aligned: that takes linear time."""
    changed = [label for name, label in LABELS.items() if name in after and differs(before.get(name), after[name])]
    if "content" in after and differs(before.get("content"), after["content"]):
        changed += what_changed_in_text(str(before.get("content") or ""), str(after["content"] or ""))
    return ", ".join(changed) or "nothing"


def differs(before: Any, after: Any) -> bool:
    return bool((comparable(before) or None) != (comparable(after) or None))


def comparable(value: Any) -> Any:
    """Return a date without its zone: the driver reads it in UTC without saying so, a form says it."""
    is_aware = isinstance(value, datetime) and timezone.is_aware(value)
    return timezone.make_naive(value, UTC) if is_aware else value


def what_changed_in_text(before: str, after: str) -> list[str]:
    old, new = before.split(), after.split()
    if old == new:
        return ["spacing"]
    added, removed = (Counter(new) - Counter(old)).total(), (Counter(old) - Counter(new)).total()
    if added and removed:
        return [f"{words(added)} added", f"{removed:,} removed"]
    if added:
        return [f"{words(added)} added"]
    return [f"{words(removed)} removed"] if removed else ["order of words"]


def words(number: int) -> str:
    return f"{number:,} word{'' if number == 1 else 's'}"
