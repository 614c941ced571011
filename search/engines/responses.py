"""Converts Elasticsearch's JSON to a SearchPage."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.query import facets
from search.query.facets import EVERYTHING, FacetDefinition
from search.query.match_reasons import reasons
from search.query.spelling import Suggestion, read_suggestions
from search.values import MAX_DEPTH, Engine, Facet, FacetValue, Hit, SearchPage, SearchQuery

# Quotation marks are escaped in a snippet.
SENTENCE_ENDS = (".", "!", "?", "…", "&quot;", "&#x27;", "”", "’", ")")


@dataclass(frozen=True, slots=True)
class Answer:
    """Elasticsearch's response. `everything` counts the matches before the facet filters."""

    hits: tuple[Hit, ...]
    total: int
    relation: str
    everything: int
    counts: Mapping[str, Mapping[str, int]]
    took_ms: int
    spellings: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """The number of hits: `total` under the facet filters, `everything` before them."""

    total: int
    everything: int


def highlighted(found: Mapping[str, Any], name: str, otherwise: str) -> SafeString:
    """Return the highlighted fragment, escaped by `encoder: html`, or else `otherwise`, escaped."""
    fragments = found.get("highlight", {}).get(name)
    return mark_safe(fragments[0]) if fragments else escape(otherwise)  # noqa: S308  # Elasticsearch escapes it


def cut_short(snippet: SafeString) -> SafeString:
    """Append an ellipsis to a snippet that ends in mid-sentence."""
    text = snippet.removesuffix("</mark>").rstrip()
    whole = not text or text.endswith(SENTENCE_ENDS)
    return snippet if whole else mark_safe(f"{snippet.rstrip()} …")  # noqa: S308  # the snippet is safe already


def read_hit(found: Mapping[str, Any]) -> Hit:
    source = found["_source"]
    published = source.get("published_at")
    return Hit(
        id=found["_id"],
        title=source["title"],
        category=source["category"],
        url=reverse("catalog:article", args=[found["_id"]]),
        score=found.get("_score"),
        title_html=highlighted(found, "title", source["title"]),
        snippet_html=cut_short(highlighted(found, "content", "")),
        matched=reasons(found.get("matched_queries", ())),
        published_at=datetime.fromisoformat(published) if published else None,
    )


def read_answer(body: Mapping[str, Any]) -> Answer:
    aggregations = body["aggregations"]
    counts = {
        facet.name: {
            str(bucket["key"]): bucket["doc_count"] for bucket in aggregations[facet.name]["values"]["buckets"]
        }
        for facet in facets.FACETS
    }
    total = body["hits"]["total"]
    return Answer(
        hits=tuple(read_hit(found) for found in body["hits"]["hits"]),
        total=total["value"],
        relation=total["relation"],
        everything=aggregations[EVERYTHING]["doc_count"],
        counts=counts,
        took_ms=body["took"],
        spellings=read_suggestions(body),
    )


def read_counts(body: Mapping[str, Any]) -> list[Count]:
    """Parse the responses to several counts (search/query/build.py); LookupError if one of them failed."""
    return [
        Count(total=response["hits"]["total"]["value"], everything=response["aggregations"][EVERYTHING]["doc_count"])
        for response in body["responses"]
    ]


def facet_of(definition: FacetDefinition, counts: Mapping[str, int], query: SearchQuery) -> Facet:
    """Return a facet with its values; chosen and excluded ones are listed even with a count of 0."""
    chosen = query.chosen.get(definition.name, ())
    excluded = query.excluded.get(definition.name, ())
    values = {*(definition.always or counts), *chosen, *excluded}
    return Facet(
        name=definition.name,
        label=definition.label,
        can_exclude=bool(definition.exclude_parameter),
        values=tuple(
            FacetValue(
                value=value,
                label=definition.label_of(value),
                count=counts.get(value, 0),
                selected=value in chosen,
                excluded=value in excluded,
            )
            for value in sorted(values, key=definition.term, reverse=definition.descending)
        ),
    )


def to_page(query: SearchQuery, answer: Answer, engine: Engine = Engine.ELASTICSEARCH) -> SearchPage:
    return SearchPage(
        query=query,
        hits=answer.hits,
        total=answer.total,
        relation=answer.relation,
        facets=tuple(facet_of(facet, answer.counts.get(facet.name, {}), query) for facet in facets.FACETS),
        took_ms=answer.took_ms,
        engine=engine,
        # Elasticsearch rejects a page that ends beyond MAX_DEPTH, even if it starts before.
        pages=max(1, min(math.ceil(answer.total / query.size), MAX_DEPTH // query.size)),
    )
