"""The small query language: "exact phrase", -word, title:word, category:sport, and any of them with a - before it.

It never fails: what is not one of these (a quotation mark that is not closed, an unknown category, `title:` with
nothing behind it) is plain text, as it is for a reader who does not know of the language at all.
"""

import re
from dataclasses import dataclass, field

from catalog.categories import Category
from search.text import WORD
from search.values import ParsedQuery, Wish

# Telephones type curly quotation marks.
QUOTES = '"“”„'
OPERATOR = re.compile(
    rf"""(?<!\S)                        # at the beginning of a word, so that post-quake and 5" stay what they are
    (?P<minus>-)?
    (?:(?P<field>title|category):)?
    (?:[{QUOTES}](?P<phrase>[^{QUOTES}]+)[{QUOTES}] | (?P<word>[^\s{QUOTES}:-][^\s{QUOTES}]*))""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(slots=True)
class Parts:
    """What has been read of a query so far."""

    wanted: list[Wish] = field(default_factory=list)
    unwanted: list[Wish] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    unwanted_categories: list[str] = field(default_factory=list)

    def take(self, found: re.Match[str]) -> str:
        """Keep what an operator says and leave nothing of it in the text; leave alone what is plain text."""
        named, minus = (found["field"] or "").lower(), found["minus"]
        operand = (found["phrase"] or found["word"]).strip()
        if named == "category":
            if operand.lower() not in Category.values:
                return found[0]
            (self.unwanted_categories if minus else self.categories).append(operand.lower())
            return ""
        plain = not (named or minus or found["phrase"])
        unfinished = not named and operand.lower() in ("title:", "category:")
        if plain or unfinished or not WORD.search(operand):
            return found[0]
        at_end = found.end() == len(found.string)
        wish = Wish(
            text=operand,
            phrase=bool(found["phrase"]),
            title_only=named == "title",
            half_typed=at_end and not found["phrase"] and not minus,
        )
        (self.unwanted if minus else self.wanted).append(wish)
        return ""


def parse_operators(text: str) -> ParsedQuery:
    """Parse the operators of a cleaned text; what is left of it is `plain`, in which words are still to be found."""
    if not text.strip(f"{QUOTES}- "):
        return ParsedQuery(text)  # the beginning of an operator; there is nothing to look for yet
    parts = Parts()
    plain = OPERATOR.sub(parts.take, text)
    if plain != text:
        # Beside an operator, a lone hyphen is the beginning of another one.
        plain = re.sub(r"\s+", " ", plain).lstrip() if WORD.search(plain) else ""
    return ParsedQuery(
        text=text,
        plain=plain,
        wanted=tuple(parts.wanted),
        unwanted=tuple(parts.unwanted),
        categories=tuple(parts.categories),
        unwanted_categories=tuple(parts.unwanted_categories),
    )


def without_categories(text: str) -> str:
    """Return the same query without the categories that are named in it."""

    def keep(found: re.Match[str]) -> str:
        operand = found["phrase"] or found["word"]
        named = (found["field"] or "").lower() == "category"
        return "" if named and operand.strip().lower() in Category.values else found[0]

    return re.sub(r"\s+", " ", OPERATOR.sub(keep, text)).strip()
