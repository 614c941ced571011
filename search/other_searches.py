"""The searches that may find more than one that found little: which they are. The engine counts them."""

from dataclasses import replace

from search.answers import Answer
from search.language import without_categories
from search.reading import read
from search.spelling import respelled
from search.values import SearchQuery


def other_searches(query: SearchQuery, answer: Answer) -> dict[str, SearchQuery]:
    """Return what to try by the names of WaysOut: another spelling, and when nothing was found, a wider search."""
    first = replace(query, page=1)
    found: dict[str, SearchQuery] = {}
    if answer.spellings and (text := respelled(query.text, answer.spellings)) != query.text.strip():
        found["spelling"] = replace(first, text=text)
    if answer.total:
        return found
    wider = replace(first, text=without_categories(query.text), categories=(), excluded=(), years=())
    if replace(wider, text=wider.text.strip()) != replace(first, text=query.text.strip()):
        found["everywhere"] = wider
    if len(read(query.text).words.all) > 1 and not query.any_word:
        found["any_word"] = replace(first, any_word=True)
    return found
