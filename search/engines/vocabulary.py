"""The names that the values of a facet have, and the text that leads to each: its spellings, former names and slug.

A reader who types `category:sports` where there is Sport means Sport; `nearest` finds it, and the page says so.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from catalog.categories import category_key
from catalog.text import without_accents

# Of a shorter text, one slip may be another word.
SHORTEST_WITH_SLIP = 4
SHORTEST_INNER_WORD = 3


@dataclass(frozen=True, slots=True)
class KnownCategory:
    """A row of the Category collection."""

    name: str
    key: str
    slug: str = ""
    former_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The known values of a facet: the name of each term, former ones included, and of each slug.

    `places` is the order of the names. Empty if nothing is known, as in a facet of years.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    slugs: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[KnownCategory]) -> "Vocabulary":
        """Return the vocabulary of categories in their order. A key in use goes before a former one."""
        rows = tuple(rows)
        former = {key: row.name for row in rows for key in row.former_keys}
        return cls(
            names={**former, **{row.key: row.name for row in rows}},
            slugs={row.slug.casefold(): row.name for row in rows if row.slug},
            places={row.name: number for number, row in enumerate(rows)},
        )

    def with_names(self, seen: Mapping[str, str]) -> "Vocabulary":
        """Return it with the names of further terms; the known ones stay as they are."""
        return replace(self, names={**seen, **self.names}) if seen else self

    def name_of(self, term: str) -> str:
        return self.names.get(term, term)

    def terms_of(self, name: str) -> tuple[str, ...]:
        """Return the name, and the terms of the index that have it."""
        return (name, *(term for term, each in self.names.items() if each == name))

    def place_of(self, name: str) -> tuple[int, str]:
        """Return what sorts the names: in their order, then the unknown ones by their letters."""
        place = self.places.get(name)
        return (len(self.places), category_key(name)) if place is None else (place, "")

    def find(self, text: str) -> str | None:
        """Return the name that a text spells: in any case, by a former name, by a slug, without accents or signs."""
        key = category_key(text)
        found = self.names.get(key) or self.slugs.get(key) or self.slugs.get(key.replace(" ", "-"))
        return found or only(name for name in self.known if plain(name) == plain(text))

    def nearest(self, text: str) -> str | None:
        """Return the name that a text unmistakably means, though it is spelt otherwise; None if two could be meant.

        In this order: singular or plural, one slip, the beginning of a name, the beginning of a word in a name.
        """
        typed = plain(text)
        if not typed:
            return None
        names = {name: plain(name) for name in self.known}
        nearness: tuple[Callable[[str], bool], ...] = (
            lambda name: singular(names[name]) == singular(typed),
            lambda name: len(typed) >= SHORTEST_WITH_SLIP and one_slip(names[name], typed),
            lambda name: names[name].startswith(typed),
            lambda name: len(typed) >= SHORTEST_INNER_WORD and has_word(name, typed),
        )
        for near in nearness:
            if found := [name for name in names if near(name)]:
                return found[0] if len(found) == 1 else None
        return None

    @property
    def known(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.names.values()))


def only(found: Iterable[str]) -> str | None:
    """Return the single value; None if there are several or none."""
    first = tuple(found)
    return first[0] if len(first) == 1 else None


# A near miss is compared with every name.
@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Return the letters and digits of a text: "Arts & Culture", "arts-and-culture" and "Árts and Culture" are one.

    Signs alone stay, so that C++ and C# differ.
    """
    folded = without_accents(text).replace("&", " and ")
    return "".join(char for char in folded if char.isalnum() or char in "+#") or folded


def singular(word: str) -> str:
    if word.endswith("ies") and len(word) > len("ties"):
        return f"{word.removesuffix('ies')}y"
    if word.endswith(("ses", "xes", "ches", "shes", "zes")):
        return word.removesuffix("es")
    return word.removesuffix("s") if not word.endswith("ss") else word


def has_word(name: str, beginning: str) -> bool:
    return any(plain(word).startswith(beginning) for word in without_accents(name).split())


def one_slip(one: str, other: str) -> bool:
    """Return whether one letter too many, too few or wrong, or two in the wrong order, make the one of the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    left, right = one[start:], other[start:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[1::-1] and left[2:] == right[2:] and len(right) > 1)
    )
