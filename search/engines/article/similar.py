"""Similar articles: those that share an article's most distinctive words (more_like_this).

The parameters were measured on the BBC's archive (docs/relevance.md, "More like this").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, ConstantScore, Ids, MoreLikeThis
from elasticsearch.dsl.types import LikeDocument

from catalog.models import category_label
from search.engines import known_values
from search.engines.elasticsearch import guarded
from search.index import alias_name
from search.index.languages import archive_language

HOW_MANY = 5
FIELDS = ["text"]
# Elasticsearch selects them by tf-idf; a word and its stem count as two.
MOST_WORDS = 100
# The share of the selected words that a neighbour must contain. With 10%, half the articles of a small archive have
# fewer neighbours than are shown.
FEWEST_WORDS = "5%"
# Ranks the article itself first; its neighbours' scores are in the hundreds.
ITSELF = 1_000_000.0
SOURCE: list[Any] = ["title", "category", "published_at"]


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


def build_similar(pk: str) -> Search[Any]:
    """Return the request for an article, which ranks first, and its neighbours, one for each title."""
    like = MoreLikeThis(
        fields=FIELDS,
        like=[LikeDocument(_id=pk)],
        min_term_freq=1,
        min_doc_freq=2,
        max_query_terms=MOST_WORDS,
        stop_words=sorted(archive_language().common_words),
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


def neighbourhood(pk: str) -> Neighbourhood:
    """Return the neighbours of an article; raises ElasticsearchUnavailableError."""
    body = build_similar(pk)
    with guarded(costly=True) as elastic:
        return read_neighbourhood(pk, elastic.search(index=alias_name(), body=body.to_dict()).body)
