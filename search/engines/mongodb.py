"""The fallback while Elasticsearch is unavailable: a substring search in MongoDB, without scores."""

import math
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import reduce
from operator import and_, or_
from typing import Any

import pymongo
from bson import ObjectId
from django.db import connections
from django.db.models import OrderBy, Q, QuerySet
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from pymongo import ReadPreference

from catalog.models import Article
from catalog.ordering import by_index
from catalog.outages import MONGODB_FAILED
from catalog.text import clean, plain_text
from search.documents import LEAD_LENGTH, UnindexableArticleError, authors_of, document_of
from search.engines import known_values
from search.engines.facet_values import resolved, widened
from search.engines.picks.cache import KnownPick, pick_for
from search.engines.picks.reading import pick_of
from search.engines.responses import Answer, names_in, to_page
from search.query import facets
from search.query.facets import FacetDefinition
from search.query.forms import substring
from search.values import Engine, FacetValues, Hit, Operator, ParsedQuery, SearchPage, SearchQuery, Sort

ROWS = 50
# The limit of a collection scan. With Elasticsearch's timeout of a second, a search takes less than three.
SECONDS = 1.0
# Raised by Django for a stored value of a type that its field cannot take, such as text for a date.
UNREADABLE = (TypeError, ValueError, AttributeError)
# Each is the prefix of an index, so MongoDB stops at the 50th row.
SORTS: dict[Sort, list[OrderBy]] = {
    Sort.RELEVANCE: by_index("title", "_id"),  # titles with every word are moved to the front afterwards
    Sort.NEWEST: by_index("-published_at", "-_id"),
    Sort.OLDEST: by_index("published_at", "_id"),
    Sort.TITLE: by_index("title", "_id"),
}


class FallbackError(Exception):
    """MongoDB is unavailable too."""


def required_terms(parsed: ParsedQuery) -> tuple[Operator, ...]:
    """Return everything required, to be matched as substrings: no stems, fuzzy matches or synonyms."""
    return (*(Operator(word) for word in parsed.words), *parsed.required)


def holds(operator: Operator) -> Q:
    return reduce(or_, (holds_one(each) for each in operator.each))


def holds_one(operator: Operator) -> Q:
    pattern = substring(operator.text)
    in_title = Q(title__iregex=pattern)
    return in_title if operator.title_only else in_title | Q(content__iregex=pattern)


def any_of(values: FacetValues) -> list[Q]:
    """Return a condition for each facet that has values, as search/query/facets.py does for Elasticsearch."""
    return [
        Q(**{facet.lookup: facet.stored(list(values[facet.name]))}) for facet in facets.FACETS if facet.name in values
    ]


def matching(query: SearchQuery) -> QuerySet[Article]:
    """Return the articles with every word in title or content, under the chosen facets."""
    found = Article.objects.all()
    parsed = query.parsed
    if conditions := [holds(operator) for operator in required_terms(parsed)]:
        found = found.filter(reduce(or_ if query.any_word else and_, conditions))
    for operator in parsed.excluded:
        found = found.exclude(holds(operator))
    for chosen in (parsed.chosen_values, query.chosen):
        for condition in any_of(chosen):
            found = found.filter(condition)
    for excluded in (parsed.excluded_values, query.excluded):
        for condition in any_of(excluded):
            found = found.exclude(condition)
    return found.order_by(*SORTS[query.order])


def first_rows(query: SearchQuery) -> list[Article]:
    """Return the first articles; those without a date, which MongoDB takes for the oldest, come last."""
    found = matching(query)
    if query.order is not Sort.OLDEST:
        return list(found[:ROWS])
    dated = list(found.filter(published_at__isnull=False)[:ROWS])
    undated = found.filter(published_at__isnull=True).order_by(*SORTS[Sort.TITLE])
    return [*dated, *undated[: ROWS - len(dated)]] if len(dated) < ROWS else dated


def picked_rows(query: SearchQuery, pick: KnownPick) -> list[Article]:
    """Return the articles of the editors' pick that the filters of the search leave."""
    only_filters = replace(query, parsed=replace(query.parsed, words=()), any_word=False)
    return list(matching(only_filters).filter(pk__in=[ObjectId(pk) for pk in pick.ids]))


def marked(text: str, words: Sequence[str]) -> SafeString:
    """Escape a text and wrap the matches of the words in <mark>."""
    if not words:
        return escape(text)
    pattern = re.compile("|".join(map(substring, words)), re.IGNORECASE)
    parts, end = [], 0
    for match in pattern.finditer(text):
        parts += [escape(text[end : match.start()]), f"<mark>{escape(match[0])}</mark>"]
        end = match.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308  # each part is escaped above


def snippet(content: str, words: Sequence[str]) -> str:
    """Return the part of the content around the first match."""
    found = [re.search(substring(word), content, re.IGNORECASE) for word in words]
    start = max(0, min((match.start() for match in found if match), default=0) - LEAD_LENGTH // 4)
    start = content.rfind(" ", 0, start) + 1 if start else 0
    return content[start : start + LEAD_LENGTH]


def hit_of(article: Article, words: Sequence[str]) -> Hit:
    return Hit(
        id=str(article.pk),
        title=article.title,
        category=article.category,
        url=reverse("catalog:article", args=[article.pk]),
        score=None,
        title_html=marked(article.title, words),
        snippet_html=marked(snippet(clean(plain_text(article.content)), words), words),
        published_at=article.published_at,
        updated_at=article.updated_at,
        author=tuple(authors_of(article)),
        source_url=article.source_url or "",
    )


def readable(article: Article) -> bool:
    """Return whether the article could be indexed; another program may have written it."""
    try:
        document_of(article)
    except UnindexableArticleError:
        return False
    return True


@contextmanager
def primary_preferred() -> Iterator[None]:
    """Read from a secondary while there is no primary: stale results are better than none.

    Not a setting of the client: the site uses the same one for transactions, which read from the primary only.
    """
    connection: Any = connections["default"]
    usual = connection.database
    connection.database = usual.with_options(read_preference=ReadPreference.PRIMARY_PREFERRED)
    try:
        yield
    finally:
        connection.database = usual


def search_mongodb(query: SearchQuery) -> SearchPage:
    """Return a page of at most 50 rows in all; FallbackError if MongoDB is unavailable, slow or unreadable."""
    words = [each.text for operator in required_terms(query.parsed) for each in operator.each]
    started = time.perf_counter()
    known = known_values.current()
    vocabularies = known.vocabularies()
    meant = resolved(query, known)
    query = meant.query
    try:
        with pymongo.timeout(SECONDS), primary_preferred():
            rows = first_rows(widened(query, vocabularies))
            articles = [article for article in rows if readable(article)]
            # A page beyond the last is the last (catalog/filters.py).
            query = query.turned_to(min(query.page, max(1, math.ceil(len(articles) / query.size))))
            known_pick = pick_for(query)
            picked = picked_rows(widened(query, vocabularies), known_pick) if known_pick else []
    except (*MONGODB_FAILED, *UNREADABLE) as error:
        raise FallbackError(str(error)) from error
    if query.order is Sort.RELEVANCE:
        patterns = [re.compile(substring(word), re.IGNORECASE) for word in words]
        articles.sort(key=lambda article: not all(pattern.search(article.title) for pattern in patterns))
    answer = Answer(
        hits=tuple(hit_of(article, words) for article in articles[query.start : query.end]),
        total=len(articles),
        relation="gte" if len(rows) == ROWS else "eq",
        everything=len(articles),
        counts={facet.name: count_terms(facet, articles) for facet in facets.FACETS},
        names=names_in(hit_of(article, ()) for article in articles),
        took_ms=round((time.perf_counter() - started) * 1000),
        pick=pick_of(known_pick, [hit_of(each, words) for each in picked if readable(each)]) if known_pick else None,
    )
    # The chips that always stay are those of the archive when Elasticsearch last counted it.
    page = to_page(query, answer, Engine.MONGODB, archive=known.archive, vocabularies=vocabularies)
    return replace(page, notices=meant.notices)


def count_terms(facet: FacetDefinition, articles: Sequence[Article]) -> Counter[str]:
    return Counter(str(facet.term(value)) for article in articles for value in facet.values_of(article))
