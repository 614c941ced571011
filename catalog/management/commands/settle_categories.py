"""Give every article the name that its category has in the collection of categories."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.categories import canonical_names, category_key
from catalog.editing.history import By
from catalog.editing.recategorise import move
from catalog.editing.spellings import register_stored, spellings
from catalog.outages import MONGODB_FAILED, short_reason


class Command(BaseCommand):
    help = (
        "Register categories that came past the site (pymongo, mongoimport), and give articles with a former name or "
        "another spelling of a category its present name. It ends moves that were interrupted, and is safe to run at "
        "any time."
    )

    def handle(self, **_options: Any) -> None:
        try:
            created, moved = register_stored(), settle_all()
        except MONGODB_FAILED as error:
            raise CommandError(f"MongoDB became unavailable; run it again. ({short_reason(error)})") from error
        self.stdout.write(f"Categories registered: {len(created):,}. Articles moved: {moved:,}.")


def settle_all() -> int:
    """Move the articles whose category is not written as it should be; return their number."""
    names = canonical_names()
    wrong: dict[str, set[str]] = {}
    for spelling in spellings():
        key = category_key(spelling.text)
        if (name := names.get(key, spelling.text)) != spelling.text:
            wrong.setdefault(name, set()).add(key)
    return sum(move(keys, name, by=By(name="settle_categories")).articles for name, keys in wrong.items())
