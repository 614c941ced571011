"""Converts Elasticsearch's JSON to a SearchPage."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, reverse

from catalog.authors import author_key
from catalog.categories import category_name
from search.documents import NO_CATEGORY, indexed_category
from search.engines.facet_values import NO_NAMES, FacetCounts, Vocabularies, facets_of, named
from search.engines.known_values import Counts
from search.engines.snippet import highlighted, snippet_of
from search.engines.vocabulary import Vocabulary
from search.query import facets
from search.query.build import SECTIONS
from search.query.facets import ARCHIVE, EVERYTHING, FacetDefinition, unfiltered
from search.query.match_reasons import reasons
from search.query.spelling import Suggestion, read_suggestions
from search.values import MAX_DEPTH, Engine, Hit, Pick, SearchPage, SearchQuery, Section

NO_ID = "0" * 24  # the form of an ObjectId


@dataclass(frozen=True, slots=True)
class Answer:
    """Elasticsearch's response. `everything` counts the matches before the facet filters.

    `counts` and `archive` have the number of articles of each term by facet, found and in all; `archive` is empty in a
    response to a request that did not ask for it. `names` has the names of terms that the response tells.
    """

    hits: tuple[Hit, ...]
    total: int
    relation: str
    everything: int
    counts: Counts
    took_ms: int
    archive: Counts = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    spellings: tuple[Suggestion, ...] = ()
    sections: tuple[Section, ...] = ()
    pick: Pick | None = None

    @property
    def has_dates(self) -> bool:
        return any(self.counts.get("year", {}).values())


@dataclass(frozen=True, slots=True)
class Count:
    """The number of hits: `total` under the facet filters, `everything` before them."""

    total: int
    everything: int


def read_time(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


@lru_cache(maxsize=8)
def pattern_of_articles(_prefix: str) -> str:
    """Return the address of an article with a place for its id, for a prefix of the site's addresses."""
    return reverse("catalog:article", args=[NO_ID]).replace(NO_ID, "{}")


def article_url(pk: str, prefix: str) -> str:
    """Return the address of an article without a look at all URLs, which for ten hits takes a millisecond."""
    return pattern_of_articles(prefix).format(pk)


def read_hit(found: Mapping[str, Any]) -> Hit:
    source = found["_source"]
    return Hit(
        id=found["_id"],
        title=source["title"],
        category=source["category"],
        url=article_url(found["_id"], get_script_prefix()),
        score=found.get("_score"),
        title_html=highlighted(found, "title", source["title"]),
        snippet_html=snippet_of(found),
        matched=reasons(found.get("matched_queries", ())),
        published_at=read_time(source.get("published_at")),
        updated_at=read_time(source.get("updated_at")),
        author=tuple(source.get("author") or ()),
        source_url=source.get("source_url") or "",
    )


def buckets(aggregation: Mapping[str, Any]) -> dict[str, int]:
    return {str(bucket["key"]): bucket["doc_count"] for bucket in aggregation["buckets"]}


def by_term(facet: FacetDefinition, aggregation: Mapping[str, Any]) -> tuple[dict[str, int], dict[str, str]]:
    """Return the count of each term of a facet, and the names of the terms if the values themselves were counted."""
    counted = buckets(aggregation["values"])
    if not facet.shown_field:
        return counted, {}
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for value, count in counted.items():
        term = str(facet.term(value))
        counts[term] += count
        names.setdefault(term, value)  # the spelling of most articles
    chosen = aggregation.get("chosen", {"buckets": {}})["buckets"]
    return {**counts, **{term: bucket["doc_count"] for term, bucket in chosen.items()}}, names


def names_in(hits: Iterable[Hit]) -> dict[str, dict[str, str]]:
    """Return the names that the hits themselves have for their terms."""
    names: dict[str, dict[str, str]] = {"category": {}, "author": {}}
    for hit in hits:
        names["category"].setdefault(indexed_category(hit.category), category_name(hit.category) or NO_CATEGORY)
        for author in hit.author:
            names["author"].setdefault(author_key(author), author)
    return names


def read_answer(body: Mapping[str, Any]) -> Answer:
    aggregations = body["aggregations"]
    hits = tuple(read_hit(found) for found in body["hits"]["hits"])
    names = names_in(hits)
    counts: dict[str, dict[str, int]] = {}
    for facet in facets.FACETS:
        counted, shown = by_term(facet, aggregations[facet.name])
        stays = buckets(aggregations.get(unfiltered(facet), {"buckets": ()}))
        counts[facet.name] = {**dict.fromkeys(stays, 0), **counted}
        names[facet.name] = {**names.get(facet.name, {}), **shown}
    total = body["hits"]["total"]
    return Answer(
        hits=hits,
        total=total["value"],
        relation=total["relation"],
        everything=aggregations[EVERYTHING]["doc_count"],
        counts=counts,
        took_ms=body["took"],
        archive={
            facet.name: buckets(aggregations[ARCHIVE][facet.name])
            for facet in facets.FACETS
            if facet.archive_wide and ARCHIVE in aggregations
        },
        names=names,
        spellings=read_suggestions(body),
        sections=tuple(read_section(bucket) for bucket in aggregations.get(SECTIONS, {"buckets": ()})["buckets"]),
    )


def read_section(bucket: Mapping[str, Any]) -> Section:
    hits = tuple(read_hit(found) for found in bucket["hits"]["hits"]["hits"])
    return Section(hits[0].category, bucket["doc_count"], hits)


def named_sections(sections: Iterable[Section], vocabulary: Vocabulary) -> tuple[Section, ...]:
    """Return the sections with their canonical names, in the order of the categories."""
    named = (
        replace(each, category=vocabulary.names.get(indexed_category(each.category), each.category or NO_CATEGORY))
        for each in sections
    )
    return tuple(sorted(named, key=lambda section: vocabulary.place_of(section.category)))


def read_counts(body: Mapping[str, Any]) -> list[Count]:
    """Parse the responses to several counts (search/query/build.py); LookupError if one of them failed."""
    return [
        Count(total=response["hits"]["total"]["value"], everything=response["aggregations"][EVERYTHING]["doc_count"])
        for response in body["responses"]
    ]


def to_page(
    query: SearchQuery,
    answer: Answer,
    engine: Engine = Engine.ELASTICSEARCH,
    *,
    archive: Counts | None = None,
    vocabularies: Vocabularies | None = None,
) -> SearchPage:
    """Return the page. `archive` is what was counted of all articles before, if the answer did not count them."""
    vocabularies = vocabularies or {}
    counts = FacetCounts(answer.counts, answer.archive or archive or {}, answer.names)
    query = named(query, counts, vocabularies)
    categories = {**answer.names.get("category", {}), **vocabularies.get("category", NO_NAMES).names}
    return SearchPage(
        query=query,
        hits=(hits := with_categories(answer.hits, categories)),
        total=answer.total,
        relation=answer.relation,
        facets=facets_of(query, counts, vocabularies),
        took_ms=answer.took_ms,
        engine=engine,
        has_dates=answer.has_dates,
        sections=() if answer.has_dates else named_sections(answer.sections, vocabularies.get("category", NO_NAMES)),
        # Elasticsearch rejects a page that ends beyond MAX_DEPTH, even if it starts before.
        pages=max(1, min(math.ceil(answer.total / query.size), MAX_DEPTH // query.size)),
        pick=answer.pick and answer.pick.among(hits, with_categories(answer.pick.hits, categories)),
    )


def with_categories(hits: Iterable[Hit], names: Mapping[str, str]) -> tuple[Hit, ...]:
    """Return the hits with the names of their categories as readers see them."""
    return tuple(replace(hit, category=names.get(indexed_category(hit.category), hit.category)) for hit in hits)
