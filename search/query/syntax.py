"""The small query language: "exact phrase", -word, title:word, category:sport, author:"jane doe".

Any of them can have a - before it. OR, AND and NOT in capitals are understood too, as libraries and search engines have
them; lower-case ones are words.

It never fails: a malformed operator (an unclosed quotation mark, `title:` without a word) is plain text. Whether the
archive has a value of a facet is not known here (search/engines/facet_values.py).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache

from search.query import facets
from search.query.facets import FacetDefinition
from search.query.normalise import WORD
from search.values import Operator, ParsedQuery

# Phones type curly quotation marks, and other languages have others.
QUOTES = '"“”„‟«»‹›＂「」『』'
OPERAND = rf"(?:[^\s{QUOTES}()]+:)?(?:[{QUOTES}][^{QUOTES}]+[{QUOTES}]|[^\s{QUOTES}]+)"
CHAIN = re.compile(rf"(?<!\S){OPERAND}(?: OR {OPERAND})+")
NAMES = frozenset({"OR", "AND", "NOT"})
# NASA OR ESA is an expression; with more words in capitals only, it is a headline.
MAX_CAPITAL_WORDS = 3
# With these a word may begin; alone, there is nothing to search for yet.
BEFORE_WORDS = "-([{.#@&$£€¥'‘’"
# -v- in the title of a law report, and the temperature in "falls to -5C", are not excluded.
NOT_EXCLUDED = re.compile(r".*-|[\d.,]*\d(?:°\w?|%|[^\W\d]{1,3})", re.DOTALL)


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


def has_expression(text: str) -> bool:
    """Return whether the text has one of the three between other words, which are not a headline in capitals."""
    words = text.split()
    if not NAMES & set(words[:-1]):
        return False
    others = [word for word in words if word not in NAMES]
    return any(word != word.upper() for word in others) or len(others) < MAX_CAPITAL_WORDS


def without_capitals(text: str, take_any_of: Callable[[list[str], bool], bool]) -> str:
    """Return the text without AND, with a minus for NOT, and without the chains of OR that `take_any_of` takes.

    It gets the operands of a chain and whether the text ends there, and returns whether it took them.
    """
    if not has_expression(text):
        return text
    text = re.sub(r"(?<=\S )(?:AND )?NOT (?=\S)", "-", text.replace("(", " ").replace(")", " "))
    text = re.sub(r"(?<=\S) +AND +(?=\S)", " ", text)
    text = re.sub(" +", " ", text).lstrip()

    def take(found: re.Match[str]) -> str:
        operands = re.split(r" OR ", found[0])
        return "" if take_any_of(operands, found.end() == len(text)) else " ".join(operands)

    return CHAIN.sub(take, text)


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
        measure = minus and not (named or found["phrase"]) and NOT_EXCLUDED.fullmatch(operand)
        if plain or unfinished or measure or not WORD.search(operand):
            return found[0]
        at_end = found.end() == len(found.string)
        operator = Operator(
            text=operand.rstrip("*"),
            phrase=bool(found["phrase"]),
            title_only=named == "title",
            half_typed=operand.endswith("*") or (at_end and not found["phrase"] and not minus),
        )
        (self.excluded if minus else self.required).append(operator)
        return ""

    def take_any_of(self, operands: list[str], at_end: bool) -> bool:  # noqa: FBT001  # called by `without_capitals`
        """Store a chain of OR; return whether each operand is a word or a phrase."""
        found: list[Operator] = []
        for operand in operands:
            parts = Parts()
            is_last = at_end and operand is operands[-1]
            rest = find_operators(parts.take, operand)
            if rest and not WORD.search(rest):
                return False
            if rest:
                found.append(Operator(rest.rstrip("*"), half_typed=is_last or rest.endswith("*")))
            elif parts.required:
                found += [replace(each, half_typed=each.half_typed and is_last) for each in parts.required]
            else:
                return False
        self.required.append(Operator(" OR ".join(operands), any_of=tuple(found)))
        return True

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
    if not text.strip(f"{QUOTES}{BEFORE_WORDS} "):
        return ParsedQuery(text)  # the start of an operator; there is nothing to search for yet
    parts = Parts()
    plain = find_operators(parts.take, without_capitals(text, parts.take_any_of))
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
