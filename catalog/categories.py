"""The categories of the archive: an article keeps its category as text, and the `Category` collection names them.

Names that differ in case or in space only are one category. Its key (`category_key`) is what they have in common; its
canonical name is what the collection says. A renamed category remembers its former keys, so that a file or a form that
still holds the old name leads to the new one.
"""

import unicodedata
from collections.abc import Iterable, Mapping

from django.db import IntegrityError
from django.utils.text import slugify

from catalog.models import CATEGORY_LENGTH, Category


def category_name(text: str) -> str:
    """Return a name as it is stored: composed letters (NFC), no space around it, single spaces inside."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def category_key(text: str) -> str:
    """Return what all spellings of a category have in common: "  World News" and "world news" are one."""
    return unicodedata.normalize("NFC", category_name(text).casefold())


def canonical_names() -> Mapping[str, str]:
    """Return the canonical name of each known key, those of former names included."""
    names: dict[str, str] = {}
    for name, key, former in Category.objects.order_by().values_list("name", "key", "former_keys"):
        names.update(dict.fromkeys(former or (), name) | {key: names.get(key, name)})
    # A key in use goes before the former key of another category.
    names.update(Category.objects.order_by().values_list("key", "name"))
    return names


def canonical_name(text: str) -> str:
    """Return the canonical name of a category, or the name itself if it is new."""
    key = category_key(text)
    found = Category.objects.filter(key=key).first() or Category.objects.filter(former_keys__contains=[key]).first()
    return found.name if found else category_name(text)


def register(texts: Iterable[str]) -> tuple[str, ...]:
    """Create the categories that are not known yet; return their names. Two processes may do so at once."""
    known = set(canonical_names())
    created = []
    for text in texts:
        key = category_key(text)
        if key and key not in known:
            known.add(key)
            if create(category_name(text)):
                created.append(category_name(text))
    return tuple(created)


def create(name: str) -> bool:
    """Create a category; return False if another process has just done so."""
    try:
        Category(name=name, key=category_key(name), slug=free_slug(name)).save(force_insert=True)
    except IntegrityError:
        # Either the key exists now, or another category took the slug in the meantime.
        if Category.objects.filter(key=category_key(name)).exists():
            return False
        return create(name)
    return True


def free_slug(name: str) -> str:
    """Return a slug that no other category has. Letters of every script stay; "C++" and "C#" get numbers."""
    slug = slugify(name, allow_unicode=True)[:CATEGORY_LENGTH] or "category"
    taken = set(
        Category.objects.filter(slug__startswith=slug).exclude(key=category_key(name)).values_list("slug", flat=True)
    )
    if slug not in taken:
        return slug
    return next(numbered for number in range(2, len(taken) + 3) if (numbered := f"{slug}-{number}") not in taken)
