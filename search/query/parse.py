"""The parser of the query text. Each search is parsed once."""

from dataclasses import replace

from search.query.forms import forms_of
from search.query.normalise import SCHEME, clean, ends_half_typed, split, starred
from search.query.syntax import parse_operators
from search.values import ParsedQuery, TermGroup


def parse_query(raw: str) -> ParsedQuery:
    """Return the parsed query. Never fails: malformed operators are plain text.

    Each word is a term group of its own; search/query/synonyms.py joins the words of a multi-word term.
    """
    parsed = parse_operators(clean(raw))
    plain = SCHEME.sub("", parsed.plain)
    words = split(plain)
    growing = starred(plain)
    if ends_half_typed(plain, words):
        growing |= {len(words) - 1}
    term_groups = tuple(
        TermGroup((word,), number in growing, forms=(forms,))
        for number, (word, forms) in enumerate(zip(words, forms_of(words), strict=True))
    )
    return replace(parsed, words=words, growing=growing, term_groups=term_groups)
