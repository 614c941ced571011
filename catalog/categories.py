"""The categories of the archive: an article keeps its category as text, and the `Category` collection names them.

Names that differ in case or in space only are one category. Its key (`category_key`) is what they have in common; its
canonical name is what the collection says. A renamed category remembers its former keys, so that a file or a form that
still holds the old name leads to the new one.
"""

import unicodedata
from collections.abc import Collection, Iterable

from bson import ObjectId
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.utils.text import slugify

from catalog.models import CATEGORY_LENGTH, Category

# Zero-width space, word joiner, byte order mark, soft hyphen: two names that look the same are one. The joiners of
# Persian and Hindi are letters to their readers and stay.
NOTHING_TO_SEE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))


def category_name(text: str) -> str:
    """Return a name as it is stored: composed letters (NFC), no space around it, single spaces inside."""
    return " ".join(unicodedata.normalize("NFC", text.translate(NOTHING_TO_SEE)).split())


def category_key(text: str) -> str:
    """Return what all spellings of a category have in common: "  World News" and "world news" are one."""
    return unicodedata.normalize("NFC", category_name(text).casefold())


def is_category_name(name: str) -> bool:
    """Return whether the collection takes this name; another program may have written any text into an article."""
    try:
        Category._meta.get_field("name").clean(name, None)  # noqa: SLF001  # documented API
    except ValidationError:
        return False
    return True


def canonical_names(keys: Collection[str] | None = None) -> dict[str, str]:
    """Return the canonical name of each known key, those of former names included; of these keys only, if given."""
    stored = Category.objects.order_by()
    if keys is not None:
        stored = stored.filter(Q(key__in=keys) | Q(former_keys__overlap=list(keys)))
    rows = list(stored.values_list("name", "key", "former_keys"))
    names = {former: name for name, _, former_keys in rows for former in former_keys or ()}
    # A key in use goes before the former key of another category.
    return names | {key: name for name, key, _ in rows}


def find(text: str) -> Category | None:
    """Return the category of this name, or the one that had it before."""
    key = category_key(text)
    return Category.objects.filter(key=key).first() or Category.objects.filter(former_keys__contains=[key]).first()


def canonical_name(text: str) -> str:
    """Return the canonical name of a category, or the name itself if it is new."""
    return canonical_names([category_key(text)]).get(category_key(text), category_name(text))


def register(texts: Iterable[str]) -> tuple[str, ...]:
    """Create the categories that are not known yet; return their names. Two processes may do so at once.

    What cannot be a name, such as a text of 500 characters, is left out.
    """
    names: dict[str, str] = {}
    for text in texts:
        names.setdefault(category_key(text), category_name(text))
    known = canonical_names(names)
    new = [name for key, name in names.items() if key not in known and is_category_name(name)]
    if not new:
        return ()
    slugs = set(Category.objects.order_by().values_list("slug", flat=True))
    categories = []
    for name in new:
        categories.append(Category(pk=ObjectId(), name=name, key=category_key(name), slug=free_slug(name, slugs)))
        slugs.add(categories[-1].slug)
    try:
        Category.objects.bulk_create(categories)
    except IntegrityError:
        # Another process has just created one of them. Those before it are written.
        written = set(Category.objects.filter(pk__in=[each.pk for each in categories]).values_list("pk", flat=True))
        return tuple(each.name for each in categories if each.pk in written or create(each.name))
    return tuple(new)


def create(name: str) -> bool:
    """Create a category; return False if another process has just done so."""
    slugs = set(Category.objects.order_by().values_list("slug", flat=True))
    try:
        Category(name=name, key=category_key(name), slug=free_slug(name, slugs)).save(force_insert=True)
    except IntegrityError:
        # Either the key exists now, or another category took the slug in the meantime.
        if Category.objects.filter(key=category_key(name)).exists():
            return False
        return create(name)
    return True


def free_slug(name: str, taken: Collection[str]) -> str:
    """Return a slug that no other category has. Letters of every script stay; "C++" and "C#" get numbers."""
    slug = slugify(name, allow_unicode=True)[:CATEGORY_LENGTH] or "category"
    if slug not in taken:
        return slug
    return next(numbered for number in range(2, len(taken) + 3) if (numbered := f"{slug}-{number}") not in taken)
