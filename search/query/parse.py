"""The one place where what a reader typed is parsed, once for each search."""

from dataclasses import replace

from search.query.normalise import clean, ends_half_typed, split
from search.query.syntax import parse_operators
from search.values import ParsedQuery, TermGroup


def parse_query(raw: str) -> ParsedQuery:
    """Return what was typed as everything else reads it. Never fails: what is malformed is plain text.

    Each word is a group of its own here; search/query/synonyms.py joins those that are one term.
    """
    parsed = parse_operators(clean(raw))
    words = split(parsed.plain)
    half_typed = ends_half_typed(parsed.plain, words)
    term_groups = tuple(TermGroup((word,), half_typed and number == len(words)) for number, word in enumerate(words, 1))
    return replace(parsed, words=words, half_typed=half_typed, term_groups=term_groups)
