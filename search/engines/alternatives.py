"""Alternatives to a search that found little or nothing. The engine counts their hits."""

from dataclasses import replace

from search.engines.responses import Answer
from search.query.parse import parse_query
from search.query.spelling import respelled
from search.query.syntax import without_facets
from search.values import SearchQuery


def other_searches(query: SearchQuery, answer: Answer) -> dict[str, SearchQuery]:
    """Return the searches to try by the fields of Alternatives: respelled, and wider if nothing was found."""
    first = replace(query, page=1)
    found: dict[str, SearchQuery] = {}
    if answer.spellings and (text := respelled(query.parsed, answer.spellings)) != query.text.strip():
        found["spelling"] = replace(first, parsed=parse_query(text), as_typed=False)
    if answer.total:
        return found
    text = without_facets(query.text)
    if text != query.text.strip() or query.is_filtered:
        found["everywhere"] = replace(query.without_filters(), parsed=parse_query(text))
    if len(query.parsed.words) > 1 and not query.any_word:
        found["any_word"] = replace(first, any_word=True)
    return found
