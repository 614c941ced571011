"""Which part of an article is shown, and which words in it are marked.

The highlighter gets a query of its own: plain words and the half-typed last one. Highlighting with the whole search
query is by far the dearest part of a keystroke. `encoder: html` escapes everything but our own tags; it is the only
reason why a snippet may be marked safe.
"""

from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, Match, Prefix
from elasticsearch.dsl.query import Query as Clause

from search.text import split

SNIPPET_LENGTH = 240  # characters: about three lines of the page
ANALYSED = 100_000  # characters of a text that are looked at; a longer one is cut, not refused


def marked_words(text: str, field: str) -> Clause:
    words = split(text)
    clauses: list[Clause] = [Match(field, {"query": " ".join(words.all)})]
    if words.last is not None:
        clauses.append(Prefix(field, {"value": words.last.lower()}))
    return Bool(should=clauses)


def add_highlights(search: Search[Any], text: str) -> Search[Any]:
    search = search.highlight_options(
        encoder="html",
        pre_tags=["<mark>"],
        post_tags=["</mark>"],
        max_analyzed_offset=ANALYSED,
        require_field_match=True,
    )
    search = search.highlight(
        "title",
        number_of_fragments=0,
        no_match_size=1000,
        highlight_query=marked_words(text, "title").to_dict(),
    )
    return search.highlight(
        "content",
        fragment_size=SNIPPET_LENGTH,
        number_of_fragments=1,
        no_match_size=SNIPPET_LENGTH,
        highlight_query=marked_words(text, "content").to_dict(),
    )
