"""Articles like one: the words that make it stand out are looked for in the others.

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

from search.engines.elasticsearch import guarded
from search.index import alias_name
from search.query.facets import category_label

HOW_MANY = 5
FIELDS = ["title", "content"]
# Chosen by how often they are in the article and how seldom in the others; a word and its stem are two.
MOST_WORDS = 100
# Words that say nothing of what an article is about. Without them a short article is not like every other.
COMMON_WORDS = """
a about after all also an and any are as at be been but by can could for from had has have he her his i if in into is it
its more new no not of on one only or other our out over said she so some such than that the their them then there these
they this to two up was we were what when which who will with would you
"""
# Of the words chosen, a neighbour has a few at least. With 10%, every second article of a small archive has fewer
# neighbours than are shown.
FEWEST_WORDS = "5%"
# Puts the article before its neighbours: their scores are in the hundreds.
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
    """`title` is the article's own, None when the index does not hold it."""

    title: str | None
    neighbours: tuple[Neighbour, ...]


def build_similar(pk: str) -> Search[Any]:
    """Return the request for an article and its neighbours, the article itself first, of each title one article."""
    like = MoreLikeThis(
        fields=FIELDS,
        like=[LikeDocument(_id=pk)],
        min_term_freq=1,
        min_doc_freq=2,
        max_query_terms=MOST_WORDS,
        stop_words=COMMON_WORDS.split(),
        minimum_should_match=FEWEST_WORDS,
    )
    itself = ConstantScore(filter=Ids(values=[pk]), boost=ITSELF)
    search: Search[Any] = Search(index=alias_name()).query(Bool(should=[itself, like]))
    # Articles of its own title fall together with itself, which scores the most of them.
    return search.source(SOURCE).extra(collapse={"field": "title.whole"}, track_total_hits=False)[: HOW_MANY + 1]


def read_neighbour(found: Mapping[str, Any]) -> Neighbour:
    source = found["_source"]
    published = source.get("published_at")
    return Neighbour(
        title=source["title"],
        category=category_label(source["category"]),
        url=reverse("catalog:article", args=[found["_id"]]),
        published_at=datetime.fromisoformat(published) if published else None,
    )


def read_neighbourhood(pk: str, body: Mapping[str, Any]) -> Neighbourhood:
    hits = body["hits"]["hits"]
    if not hits or hits[0]["_id"] != pk:
        return Neighbourhood(None, ())
    return Neighbourhood(hits[0]["_source"]["title"], tuple(read_neighbour(found) for found in hits[1:]))


def neighbourhood(pk: str) -> Neighbourhood:
    """Ask for the neighbours of an article; ElasticsearchUnavailableError as for any search of the page."""
    body = build_similar(pk)
    with guarded() as elastic:
        return read_neighbourhood(pk, elastic.search(index=alias_name(), body=body.to_dict()).body)
