"""The parser of the query text. Each search is parsed once."""

from dataclasses import replace

from search.query.normalise import clean, ends_half_typed, split
from search.query.syntax import parse_operators
from search.values import ParsedQuery, TermGroup


def parse_query(raw: str) -> ParsedQuery:
    """Return the parsed query. Never fails: malformed operators are plain text.

    Each word is a term group of its own; search/query/synonyms.py joins the words of a multi-word term.
    """
    parsed = parse_operators(clean(raw))
    words = split(parsed.plain)
    half_typed = ends_half_typed(parsed.plain, words)
    term_groups = tuple(TermGroup((word,), half_typed and number == len(words)) for number, word in enumerate(words, 1))
    return replace(parsed, words=words, half_typed=half_typed, term_groups=term_groups)
