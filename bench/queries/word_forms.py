"""Five kinds of words as articles have them, and how people type them: the rule behind `bench/words.py`.

Each kind finds its terms in a text by a pattern and gives the ways of typing that differ from the text: without the
apostrophe, the points, the separators, the www or the hyphen, or with them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

APOSTROPHE = re.compile(r"(?<![\w'’-])([A-Za-z])['’]([A-Z][a-z]{2,})\b")
INITIALS = re.compile(r"(?<![\w.&'’-])[A-Z]{2,4}(?![\w&'’-]|\.\w)")
POINTED = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,4}(?!\w)")
ROMAN = re.compile(r"[IVX]+")
SEPARATED = re.compile(r"(?<![\w.,])[£$€]?(\d{1,3}(?:,\d{3})+)(?![\w,]|\.\d)")
SUM = re.compile(r"(?<![\w.,£$€])([£$€])(\d+(?:\.\d+)?)(bn|m)\b")
SUM_IN_WORDS = re.compile(r"(?<![\w.,£$€])([£$€]?)(\d+(?:\.\d+)?) (billion|million)\b")
DOMAIN = re.compile(r"(?<![\w@./-])(?:[\w-]+\.)+(?:com|org|net|info|gov|edu|tv|uk|fr|de)\b(?![\w/-])", re.IGNORECASE)
COMPOUND = re.compile(r"(?<![\w-])([a-z]{2,})-([a-z]{2,})(?![\w-])", re.IGNORECASE)
WORD = re.compile(r"(?<![\w'’.-])[a-z]+(?![\w'’-]|\.\w)", re.IGNORECASE)
PAIR = re.compile(r"(?<![\w'’.-])(?=([a-z]+) ([a-z]+)(?![\w'’-]|\.\w))", re.IGNORECASE)

SHORT, LONG = {"billion": "bn", "million": "m"}, {"bn": "billion", "m": "million"}
COMMON = 0.2  # of the articles; a word in more of them is no part of a compound
SHORTEST_NAME = 4  # letters of a domain's name that is typed alone


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a text: as written, what it may look like in any article, in lower case, and how it is typed."""

    written: str
    spellings: tuple[str, ...]
    typed: tuple[str, ...]


def apostrophe_names(text: str) -> Iterator[Term]:
    """Yield O'Driscoll, typed driscoll, odriscoll, o'driscoll with a curly apostrophe, and o driscoll."""
    for found in APOSTROPHE.finditer(text):
        prefix, name = found[1].lower(), found[2].lower()
        typed = (name, prefix + name, f"{prefix}’{name}", f"{prefix} {name}")
        yield Term(found[0], (f"{prefix}'{name}", f"{prefix}’{name}", name), typed)


def initialisms(text: str) -> Iterator[Term]:
    """Yield UK, typed U.K., u.k. and U.K (a point is easily forgotten), and J.K., typed jk and JK."""
    for found in INITIALS.finditer(text):
        letters = found[0]
        if not ROMAN.fullmatch(letters):
            pointed = "".join(f"{letter}." for letter in letters)
            yield Term(letters, (letters.lower(), pointed.lower()), (pointed, pointed.lower(), pointed[:-1]))
    for found in POINTED.finditer(text):
        letters = found[0].replace(".", "")
        yield Term(found[0], (letters.lower(), found[0].lower()), (letters.lower(), letters))


def numbers(text: str) -> Iterator[Term]:
    """Yield 464,000, typed 464000; £3.5bn, typed 3.5 billion and £3.5 billion; and the other way round."""
    for found in SEPARATED.finditer(text):
        digits = found[1].replace(",", "")
        yield Term(found[1], (found[1], digits), (digits,))
    for found in SUM.finditer(text):
        sign, number, unit = found.groups()
        spellings = (f"{number}{unit}", f"{number} {LONG[unit]}")
        yield Term(found[0], spellings, (f"{number} {LONG[unit]}", f"{sign}{number} {LONG[unit]}", f"{number} {unit}"))
    for found in SUM_IN_WORDS.finditer(text):
        sign, number, unit = found.groups()
        short = f"{number}{SHORT[unit]}"
        yield Term(found[0], (short, f"{number} {unit}"), (short, f"{sign}{short}") if sign else (short,))


def domains(text: str) -> Iterator[Term]:
    """Yield Amazon.com, typed www.amazon.com (or without the www if the text has it), amazon, http://amazon.com/."""
    for found in DOMAIN.finditer(text):
        bare = found[0].lower().removeprefix("www.")
        name = bare.partition(".")[0]
        other = bare if found[0].lower() != bare else f"www.{bare}"
        alone = (name,) if len(name) >= SHORTEST_NAME else ()
        yield Term(found[0], (bare, name), (other, *alone, f"http://{bare}/"))


@dataclass(frozen=True, slots=True)
class Compounds:
    """The compounds of an archive: the pairs that stand with a hyphen in it, and which of them stand joined too."""

    pairs: frozenset[tuple[str, str]]
    joined: dict[str, tuple[str, str]]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Compounds":
        articles = Counter(word for text in texts for word in set(WORD.findall(text.lower())))
        # "has been" is no compound, although one article has a has-been.
        common = {word for word, number in articles.items() if number > COMMON * len(texts)}
        found = {(pair[1].lower(), pair[2].lower()) for text in texts for pair in COMPOUND.finditer(text)}
        pairs = frozenset(pair for pair in found if common.isdisjoint(pair))
        return cls(pairs, {first + last: (first, last) for first, last in sorted(pairs) if first + last in articles})

    def in_text(self, text: str) -> Iterator[Term]:
        """Yield line-up, typed line up and, if an article has it joined, lineup; likewise the other two spellings."""
        for found in COMPOUND.finditer(text):
            if (pair := (found[1].lower(), found[2].lower())) in self.pairs:
                yield self.term(found[0], *pair)
        for found in WORD.finditer(text):
            if found[0].lower() in self.joined:
                yield self.term(found[0], *self.joined[found[0].lower()])
        for found in PAIR.finditer(text):
            if (pair := (found[1].lower(), found[2].lower())) in self.pairs:
                yield self.term(f"{found[1]} {found[2]}", *pair)

    def term(self, written: str, first: str, last: str) -> Term:
        spellings = [f"{first}-{last}", f"{first} {last}", first + last]
        # Nobody types highprofile; what an article has joined, a reader may.
        likely = spellings if first + last in self.joined else spellings[:2]
        return Term(written, tuple(spellings), tuple(form for form in likely if form != written.lower()))
