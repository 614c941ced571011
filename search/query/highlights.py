"""Highlighting: the snippet of an article, and the words marked in it.

The highlighter gets a query of its own: the plain words, the prefix of a half-typed one, and fuzzy matches only in the
fuzzy pass. Highlighting with the whole search query is by far the most expensive part of a keystroke. `encoder: html`
escapes everything but our own tags; only for that reason may a snippet be marked safe.
"""

import re
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, Ids, Match, MatchBoolPrefix, MatchPhrase, Regexp
from elasticsearch.dsl.query import Query as Clause

from search.documents import LEAD_LENGTH
from search.index import alias_name
from search.index.languages import archive_language
from search.query.clauses import FUZZINESS, as_term, fuzzy_beginning, match, may_grow, phrase
from search.values import ParsedQuery

# Of a text in which several words stand apart, two or three shorter fragments are shown.
FRAGMENT_LENGTH = 160
MOST_FRAGMENTS = 3
# The field holds the title and the authors too, whose fragments are left out (search/engines/responses.py). They are
# short, so Elasticsearch takes them for better than those of the text: a long title has two, and each name one.
OTHER_FRAGMENTS = 10
MAX_ANALYZED = 100_000  # characters of a text; the rest is not highlighted, which is not an error
MAX_EXPANSIONS = 10  # terms that a fuzzy match expands to; the closest are enough to mark


def marked_words(parsed: ParsedQuery, field: str, *, fuzzy: bool) -> Clause:
    typed = " ".join(parsed.words)
    clauses: list[Clause] = [Match(field, {"query": typed})]
    growing = [word for number, word in enumerate(parsed.words) if may_grow(word, half_typed=number in parsed.growing)]
    for group in parsed.term_groups:
        forms = dict.fromkeys(form for forms in group.forms for form in forms)
        clauses += [MatchPhrase(field, {"query": term, **as_term(term)}) for term in group.synonyms]
        clauses += [phrase(field, form) for form in forms]
        growing += [form for form in forms if group.half_typed and " " not in form]
    for operator in (each for required in parsed.required for each in required.each):
        if operator.phrase and (field == "title" or not operator.title_only):
            clauses.append(phrase(field, operator.text, analyzer="as_written"))
        elif not operator.phrase and (field == "title" or not operator.title_only):
            clauses.append(match(field, operator.text))
            growing += [operator.text] if operator.half_typed else []
    # Analysed as the prefixes of the index are, so that accents make no difference.
    clauses += [MatchBoolPrefix(field, {"query": word, "analyzer": "prefix_search"}) for word in growing]
    if fuzzy:
        options = {"analyzer": "as_written", "max_expansions": MAX_EXPANSIONS, **FUZZINESS}
        clauses.append(Match(field, {"query": typed, **options}))
        near = filter(None, map(fuzzy_beginning, growing))
        clauses += [Regexp(field, {"value": pattern, "flags": "NONE", "case_insensitive": True}) for pattern in near]
    return Bool(should=clauses)


TEXT, OF_WORDS, BEGUN = "text", "text.marks", "text.begun_marks"
SIMPLE_FIELDS = frozenset({OF_WORDS, BEGUN})
# A plain word: ASCII letters, and none of the pairs that may stand for an umlaut. A letter alone may be part of R&D.
PLAIN = re.compile(r"(?!.*(?:[ao]e|ue))[a-z]{2,}", re.IGNORECASE)
LETTER = re.compile("[a-z]", re.IGNORECASE)


def field_of_text(parsed: ParsedQuery, *, fuzzy: bool = False) -> str:
    """Return the field in which the words are marked.

    A half-typed word, and one with a slip, is compared with all words of a text. Elasticsearch analyses the text anew
    for that, whatever offsets the index has. Plain words are marked by a simpler analysis, which only knows parts of
    words and stems; a half-typed word alone needs no stems. The engine extends a mark to the whole of a word with signs
    (search/engines/snippet.py).
    """
    terms = (*parsed.words, *(term for group in parsed.term_groups for term in group.synonyms))
    grows = bool(parsed.growing) or any(group.half_typed for group in parsed.term_groups)
    if grows and LETTER.fullmatch(parsed.words[-1]):
        terms = tuple(term for term in terms if term != parsed.words[-1])
    if not archive_language().marks_stems or parsed.has_operators or not all(map(PLAIN.fullmatch, terms)):
        return TEXT
    if not (fuzzy or grows):
        return TEXT  # whose offsets are good for whole words
    return OF_WORDS if fuzzy or len(parsed.words) > 1 else BEGUN


def with_marks(search: Search[Any]) -> Search[Any]:
    return search.highlight_options(
        encoder="html",
        pre_tags=["<mark>"],
        post_tags=["</mark>"],
        max_analyzed_offset=MAX_ANALYZED,
        require_field_match=True,
    )


def most_fragments(parsed: ParsedQuery) -> int:
    """Return how many fragments can be of use: one for each term that is searched for."""
    return min(max(1, len(parsed.term_groups) + len(parsed.required)), MOST_FRAGMENTS)


def add_highlights(search: Search[Any], parsed: ParsedQuery, *, fuzzy: bool = False) -> Search[Any]:
    """Ask for the title, and for the fragments of the text with most matches, the best first."""
    title, text = (marked_words(parsed, field, fuzzy=fuzzy).to_dict() for field in ("title", "text"))
    fragments = most_fragments(parsed)
    search = with_marks(search).highlight("title", number_of_fragments=0, no_match_size=1000, highlight_query=title)
    field = field_of_text(parsed, fuzzy=fuzzy)
    return search.highlight(
        field,
        require_field_match=field == TEXT,  # the others have no terms: theirs are those of `text`
        fragment_size=FRAGMENT_LENGTH if fragments > 1 else LEAD_LENGTH,
        number_of_fragments=fragments + OTHER_FRAGMENTS,
        order="score",
        no_match_size=LEAD_LENGTH,
        highlight_query=text,
    )


def build_marks(pk: str, parsed: ParsedQuery, *, fuzzy: bool = False) -> Search[Any]:
    """Return the request for the whole title and text of one article, with the words marked that its snippet has."""
    search = with_marks(Search(index=alias_name()).query(Ids(values=[pk])))
    for field in ("title", "text"):
        words = marked_words(parsed, field, fuzzy=fuzzy).to_dict()
        search = search.highlight(field, number_of_fragments=0, highlight_query=words)
    return search.source(False).extra(track_total_hits=False)[:1]  # noqa: FBT003  # the library's own way
