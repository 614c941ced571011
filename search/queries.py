"""From a SearchQuery to the request that Elasticsearch gets. No HTTP, no client: values in, a Search out.

Each word of the query is looked for by itself, in the way that fits it best (search/ways.py): as written, by its
stem, half typed, or with a slip. The best way counts (dis_max), so that a word found in four ways weighs little more
than one found in one. Every word must be there, also when slips are forgiven. Title and text are searched as one:
weighing the title more loses what is remembered from the middle of an article. What a reader remembers of an article
stands close together in it, so nearness is a bonus of its own, and so is a title that holds all the words.
"""

from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, ConstantScore, DisMax, MatchAll, Term
from elasticsearch.dsl.query import Query as Clause

from search.facets import add_facets, filter_of
from search.highlights import add_highlights
from search.index import alias_name
from search.sorting import Sort
from search.text import Words, split
from search.values import SearchQuery
from search.ways import match, together, ways

# Bonuses. A rare word scores about 8, so each of these outweighs how often a word occurs, and the first outweighs all.
EXACT_TITLE = 1000.0  # whoever types a whole title wants that article first
TITLE_BEGINS = 30.0  # a title that begins with what was typed
TITLE_HOLDS_ALL = 8.0  # all the words are in the title, wherever
TITLE_SIDE_BY_SIDE = 2.0  # and there with no other word between them
NEARNESS = 6.0  # all the words stand close together in title or text
NEAR = 20  # how many other words may stand between them
ANYWHERE = -1  # Elasticsearch's word for any number of them

# A query of so few letters is looked for in titles: nearly every text has a word that begins so.
FIRST_LETTERS = 3
WHOLE_WORD_IN_TITLE = 1.5  # so that "UK" comes before Ukraine
WHOLE_WORD_IN_TEXT = 0.01  # so that "EU" in a text is found, after every title

# When slips are forgiven, one of four to six words may be missing too, and some of a pasted sentence.
MOST_WORDS = "3<-1 6<70%"

# What the page shows, and no more.
SOURCE: list[Any] = ["id", "title", "category", "published_at"]
SORTS: dict[Sort, list[Any]] = {
    Sort.RELEVANCE: ["_score", {"title.whole": "asc"}],
    Sort.NEWEST: [{"published_at": {"order": "desc", "missing": "_last"}}, {"title.whole": "asc"}],
    Sort.TITLE: [{"title.whole": "asc"}],
}


def bonus(clause: Clause, boost: float) -> Clause:
    return ConstantScore(filter=clause, boost=boost)


def bonuses(text: str, words: Words, *, forgiving: bool) -> list[Clause]:
    """Return what lifts an article that matches already."""
    found = [
        bonus(Term("title.whole", {"value": text.strip()}), EXACT_TITLE),
        bonus(match("title.begins", text), TITLE_BEGINS),
    ]
    for field, gaps, boost in (
        ("title", ANYWHERE, TITLE_HOLDS_ALL),
        ("title", 0, TITLE_SIDE_BY_SIDE),
        ("text", NEAR, NEARNESS),
    ):
        if near := together(field, words, gaps=gaps, forgiving=forgiving):
            found.append(bonus(near, boost))
    return found


def first_letters(word: str) -> Clause:
    """Return the query for one to three letters; of the titles with such words, a short one comes first."""
    return DisMax(
        queries=[
            match("title.starts", word),
            match("title", word, WHOLE_WORD_IN_TITLE, analyzer="as_written"),
            bonus(match("text", word), WHOLE_WORD_IN_TEXT),
        ]
    )


def every_word(words: Words, *, forgiving: bool) -> Clause:
    each = [ways(word, half_typed=False, forgiving=forgiving) for word in words.whole]
    if words.last is not None:
        each.append(ways(words.last, half_typed=True, forgiving=forgiving))
    return Bool(should=each, minimum_should_match=MOST_WORDS if forgiving else "100%")


def text_query(text: str, *, forgiving: bool) -> Clause:
    """Return the query for a cleaned text; `forgiving` is the second pass, when the first found too little."""
    words = split(text)
    if not words.all:
        return MatchAll()
    only_letters = not words.whole and words.last is not None and len(words.last) <= FIRST_LETTERS
    letters = first_letters(words.all[0]) if only_letters and not forgiving else None
    required = letters or every_word(words, forgiving=forgiving)
    return Bool(must=[required], should=bonuses(text, words, forgiving=forgiving))


def build_search(query: SearchQuery, *, forgiving: bool = False) -> Search[Any]:
    """Return the whole request for one page: query, facets, filters, highlights, sort, slice, source."""
    search: Search[Any] = Search(index=alias_name()).query(text_query(query.text, forgiving=forgiving))
    if chosen := filter_of(query):
        search = search.post_filter(chosen)
    search = add_facets(search, query)
    search = add_highlights(search, query.text, forgiving=forgiving)
    order = SORTS[query.sort if query.text or query.sort is not Sort.RELEVANCE else Sort.NEWEST]
    start = (query.page - 1) * query.size
    return (
        search.sort(*order)
        .source(SOURCE)
        .extra(track_scores=bool(query.text), track_total_hits=True)[start : start + query.size]
    )
