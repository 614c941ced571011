"""From a SearchQuery to the request that Elasticsearch gets. No HTTP, no client: values in, a Search out.

Each word of the query is looked for by itself, in the way that fits it best: as written, by its stem, half typed,
or with a slip; in the title or in the text. The best way counts (dis_max), so that a word found in five ways weighs
no more than one found in one. The title weighs only a little more than the text: weighing it three times loses what
is remembered from the middle of an article.
"""

from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import (
    Bool,
    ConstantScore,
    DisMax,
    Match,
    MatchAll,
    MatchPhrase,
    MatchPhrasePrefix,
    Term,
)
from elasticsearch.dsl.query import Query as Clause

from search.facets import add_facets, filter_of
from search.highlights import add_highlights
from search.index import alias_name
from search.sorting import Sort
from search.text import Words, split
from search.values import SearchQuery

TITLE = 1.3  # a word in the title against the same word in the text
AS_WRITTEN = 1.2  # the very word against another ending of it
HALF_TYPED = 0.9  # a word that begins so
SLIPPED = 0.35  # a word that is spelled almost so
EXACT_TITLE = 1000.0  # whoever types a whole title wants that article first
TITLE_BEGINS = 3.0  # a title that begins with what was typed
NEARNESS = 2.0  # the words stand close together
NEAR = 8  # how many places apart still counts as close

# What the page shows, and no more.
SOURCE: list[Any] = ["id", "title", "category", "published_at"]
SORTS: dict[Sort, list[Any]] = {
    Sort.RELEVANCE: ["_score", {"title.whole": "asc"}],
    Sort.NEWEST: [{"published_at": {"order": "desc", "missing": "_last"}}, {"title.whole": "asc"}],
    Sort.TITLE: [{"title.whole": "asc"}],
}


def match(field: str, word: str, **options: object) -> Clause:
    return Match(field, {"query": word, "operator": "and", **options})


def ways(word: str, *, half_typed: bool, forgiving: bool) -> Clause:
    """Return the best of every way in which an article may hold the word."""
    clauses: list[Clause] = [
        match("title.words", word, boost=TITLE * AS_WRITTEN),
        match("content.words", word, boost=AS_WRITTEN),
        match("title", word, boost=TITLE),
        match("content", word),
    ]
    if half_typed:
        clauses += [
            match("title.starts", word, boost=TITLE * HALF_TYPED),
            match("content.starts", word, boost=HALF_TYPED),
        ]
    if forgiving:
        # The first letter is rarely wrong, and trusting it makes the search for neighbours far cheaper.
        slip = {"fuzziness": "AUTO:4,8", "prefix_length": 1, "max_expansions": 20}
        clauses += [
            match("title.words", word, boost=TITLE * SLIPPED, **slip),
            match("content.words", word, boost=SLIPPED, **slip),
        ]
        if half_typed:
            clauses.append(match("title.starts", word, boost=TITLE * SLIPPED, **slip))
    return DisMax(queries=clauses)


def bonuses(text: str, words: Words) -> list[Clause]:
    """Return what lifts an article that matches already: its whole title, its title's beginning, nearness."""
    found: list[Clause] = [
        ConstantScore(filter=Term("title.whole", {"value": text.strip()}), boost=EXACT_TITLE),
        ConstantScore(
            filter=MatchPhrasePrefix("title.words", {"query": text, "max_expansions": 50}), boost=TITLE_BEGINS
        ),
    ]
    if len(words.whole) > 1:
        together = " ".join(words.whole)
        found += [
            MatchPhrase("title", {"query": together, "slop": NEAR, "boost": NEARNESS}),
            MatchPhrase("content", {"query": together, "slop": NEAR, "boost": NEARNESS}),
        ]
    return found


def text_query(text: str, *, forgiving: bool) -> Clause:
    """Return the query for a cleaned text: every word must be there; a forgiving one lets some be missing."""
    words = split(text)
    if not words.all:
        return MatchAll()
    each = [ways(word, half_typed=False, forgiving=forgiving) for word in words.whole]
    if words.last is not None:
        each.append(ways(words.last, half_typed=True, forgiving=forgiving))
    required = Bool(should=each, minimum_should_match="3<-1 6<70%" if forgiving else "100%")
    return Bool(must=[required], should=bonuses(text, words))


def build_search(query: SearchQuery, *, forgiving: bool = False) -> Search[Any]:
    """Return the whole request for one page: query, facets, filters, highlights, sort, slice, source."""
    search: Search[Any] = Search(index=alias_name()).query(text_query(query.text, forgiving=forgiving))
    if chosen := filter_of(query):
        search = search.post_filter(chosen)
    search = add_facets(search, query)
    search = add_highlights(search, query.text)
    order = SORTS[query.sort if query.text or query.sort is not Sort.RELEVANCE else Sort.NEWEST]
    start = (query.page - 1) * query.size
    return (
        search.sort(*order)
        .source(SOURCE)
        .extra(track_scores=bool(query.text), track_total_hits=True)[start : start + query.size]
    )
