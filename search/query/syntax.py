"""The small query language: "exact phrase", -word, title:word, category:sport, author:"jane doe".

Any of them can have a - before it.

It never fails: a malformed operator (an unclosed quotation mark, `title:` without a word) is plain text. Whether the
archive has a value of a facet is not known here (search/engines/facet_values.py).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from search.query import facets
from search.query.facets import FacetDefinition
from search.query.normalise import WORD
from search.values import Operator, ParsedQuery

# Phones type curly quotation marks.
QUOTES = '"“”„'


@cache
def operator_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"""(?<!\S)                    # at the start of a word, so that post-quake and 5" are plain text
        (?P<minus>-)?
        (?:(?P<field>{"|".join(names)}):)?
        (?:[{QUOTES}](?P<phrase>[^{QUOTES}]+)[{QUOTES}] | (?P<word>[^\s{QUOTES}:-][^\s{QUOTES}]*)
        | (?(field)[{QUOTES}](?P<half>[^{QUOTES}]+)$|(?!)))  # category:"world n, while it is typed""",
        re.VERBOSE | re.IGNORECASE,
    )


def facet_operators() -> dict[str, FacetDefinition]:
    return {facet.name: facet for facet in facets.FACETS if facet.is_operator}


def find_operators(replacement: Callable[[re.Match[str]], str], text: str) -> str:
    return operator_pattern(("title", *facet_operators())).sub(replacement, text)


def operand_of(found: re.Match[str]) -> str:
    return (found["phrase"] or found["half"] or found["word"]).strip()


@dataclass(slots=True)
class Parts:
    """The operators parsed so far."""

    required: list[Operator] = field(default_factory=list)
    excluded: list[Operator] = field(default_factory=list)
    chosen_values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    excluded_values: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def take(self, found: re.Match[str]) -> str:
        """Store an operator and return the empty string; return plain text unchanged."""
        named, minus = (found["field"] or "").lower(), found["minus"]
        operand = operand_of(found)
        if facet := facet_operators().get(named):
            return "" if self.take_facet(facet, operand, excluded=bool(minus)) else found[0]
        plain = not (named or minus or found["phrase"])
        names = {f"{name}:" for name in ("title", *facet_operators())}
        unfinished = found["half"] or (not named and operand.lower() in names)
        if plain or unfinished or not WORD.search(operand):
            return found[0]
        at_end = found.end() == len(found.string)
        operator = Operator(
            text=operand,
            phrase=bool(found["phrase"]),
            title_only=named == "title",
            half_typed=at_end and not found["phrase"] and not minus,
        )
        (self.excluded if minus else self.required).append(operator)
        return ""

    def take_facet(self, facet: FacetDefinition, operand: str, *, excluded: bool) -> bool:
        """Store a value of a facet; return whether it is valid."""
        value = facet.read(operand)
        if value is None:
            return False
        values = self.excluded_values if excluded else self.chosen_values
        values[facet.name] = (*values.get(facet.name, ()), value)
        return True


def parse_operators(text: str) -> ParsedQuery:
    """Parse the operators of a cleaned text; the text outside them is `plain`, not yet split into words."""
    if not text.strip(f"{QUOTES}- "):
        return ParsedQuery(text)  # the start of an operator; there is nothing to search for yet
    parts = Parts()
    plain = find_operators(parts.take, text)
    if plain != text:
        # Beside an operator, a lone hyphen is the start of another one.
        plain = re.sub(r"\s+", " ", plain).lstrip() if WORD.search(plain) else ""
    return ParsedQuery(
        text=text,
        plain=plain,
        required=tuple(parts.required),
        excluded=tuple(parts.excluded),
        chosen_values=parts.chosen_values,
        excluded_values=parts.excluded_values,
    )


def without_facets(text: str) -> str:
    """Return the query text without its facet operators."""

    def keep(found: re.Match[str]) -> str:
        facet = facet_operators().get((found["field"] or "").lower())
        return "" if facet and facet.read(operand_of(found)) else found[0]

    return re.sub(r"\s+", " ", find_operators(keep, text)).strip()
