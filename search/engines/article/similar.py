"""Similar articles: those that share an article's most distinctive words (more_like_this).

The parameters were measured on the BBC's archive (docs/relevance.md, "More like this").
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, ConstantScore, Ids, MoreLikeThis

from catalog.authors import author_key
from catalog.models import category_label
from search.engines import known_values
from search.engines.elasticsearch import guarded
from search.index import alias_name
from search.index.languages import archive_language
from search.index.languages.filters import STEM
from search.query.synonyms import plain, stem

HOW_MANY = 5
FIELDS = ["text"]
# Elasticsearch selects them by tf-idf; a word and its stem count as two.
MOST_WORDS = 100
# The share of the selected words that a neighbour must contain. With 10%, half the articles of a small archive have
# fewer neighbours than are shown.
FEWEST_WORDS = "5%"
# Ranks the article itself first; its neighbours' scores are in the hundreds.
ITSELF = 1_000_000.0
SOURCE: list[Any] = ["title", "category", "published_at", "author"]


@dataclass(frozen=True, slots=True)
class Neighbour:
    title: str
    category: str
    url: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """`title` is the article's own, None if it is not indexed."""

    title: str | None
    neighbours: tuple[Neighbour, ...]


def build_similar(pk: str, without: Iterable[str] = ()) -> Search[Any]:
    """Return the request for an article, which ranks first, and its neighbours, one for each title.

    Terms `without` which they are compared say nothing of what an article is about.
    """
    # As a query, so that a word finds the stem that other words have. The library's own type sends that as text.
    article: Any = {"_id": pk, "per_field_analyzer": {"text": "word_search"}}
    like = MoreLikeThis(
        fields=FIELDS,
        like=[article],
        min_term_freq=1,
        min_doc_freq=2,
        max_query_terms=MOST_WORDS,
        stop_words=sorted({*archive_language().common_words, *without}),
        minimum_should_match=FEWEST_WORDS,
    )
    itself = ConstantScore(filter=Ids(values=[pk]), boost=ITSELF)
    search: Search[Any] = Search(index=alias_name()).query(Bool(should=[itself, like]))
    # Articles with the same title collapse into the article itself, which scores highest.
    return search.source(SOURCE).extra(collapse={"field": "title.whole"}, track_total_hits=False)[: HOW_MANY + 1]


def read_neighbour(found: Mapping[str, Any]) -> Neighbour:
    source = found["_source"]
    published = source.get("published_at")
    return Neighbour(
        title=source["title"],
        category=category_label(known_values.current().category_of(source["category"])),
        url=reverse("catalog:article", args=[found["_id"]]),
        published_at=datetime.fromisoformat(published) if published else None,
    )


def read_neighbourhood(pk: str, body: Mapping[str, Any]) -> Neighbourhood:
    hits = body["hits"]["hits"]
    if not hits or hits[0]["_id"] != pk:
        return Neighbourhood(None, ())
    return Neighbourhood(hits[0]["_source"]["title"], tuple(read_neighbour(found) for found in hits[1:]))


def terms_of(names: Iterable[str]) -> set[str]:
    """Return the terms under which names are indexed with the text: their words and parts, and the stems of these."""
    language = archive_language()
    ways = (r"\s", "-", "['’]", r"\W")  # to divide them: O'Neill and Neill-Smith are in O'Neill-Smith
    words = {
        part
        for name in names
        for word in name.replace("’", "'").split()
        for way in ways
        for part in re.split(way, word)
    }
    words |= {re.sub(joined, "", word) for word in words for joined in (r"\W", r"[^\w']")}
    terms = {word.lower() for word in words} | {plain(word, language) for word in words}
    stems = {stem(term, language.snowball) for term in terms}
    return terms | stems | {f"{STEM}{each}" for each in stems}


def shared_authors(body: Mapping[str, Any]) -> set[str]:
    """Return the names of the first hit if another one has an author of that name."""
    sources = [found["_source"] for found in body["hits"]["hits"]]
    first, *others = ({author_key(name): name for name in source.get("author") or ()} for source in sources)
    return set(first.values()) if any(first.keys() & other.keys() for other in others) else set()


def neighbourhood(pk: str) -> Neighbourhood:
    """Return the neighbours of an article; raises ElasticsearchUnavailableError.

    The text holds the authors too. Where a neighbour shares one, it is asked for again without their words, so that a
    byline makes nothing similar.
    """
    with guarded(costly=True) as elastic:
        body = elastic.search(index=alias_name(), body=build_similar(pk).to_dict()).body
        found = read_neighbourhood(pk, body)
        if found.neighbours and (names := shared_authors(body)):
            again = build_similar(pk, terms_of(names))
            found = read_neighbourhood(pk, elastic.search(index=alias_name(), body=again.to_dict()).body)
        return found
