"""The page of an article that was opened from a search: the way on and back, and the matches marked in its text.

The address of such a page holds the search: `/articles/<id>/?q=…&category=…&at=3`. The page itself is the catalog's,
which calls `context_of` by settings.ARTICLE_CONTEXT.
"""

import html
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from catalog.middleware.limits import TooBusyError
from catalog.models import Article
from catalog.templatetags.article_text import EMPTY_LINES, paragraphs
from catalog.text import clean
from search.engines.article.reading import Place, Reading, read_article
from search.engines.elasticsearch import ElasticsearchUnavailableError
from search.query.normalise import MAX_CHARACTERS
from search.values import MAX_DEPTH, Engine, Hit, SearchPage, SearchQuery
from search.web.addresses import kept_while_typing, parameters, query_string
from search.web.parameters import BoundedNumberField, SwitchField, read_query

SIMILAR = "similar"
AT = BoundedNumberField(least=1, most=MAX_DEPTH, initial=None, required=False)
MATCH = SwitchField(on=SIMILAR, required=False)
MARK = re.compile("<mark>(.*?)</mark>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Frame:
    """What is shown above the article. `at` is the number that the address has for it, None for none.

    `place` is None if it is not known; `is_gone` says that the article was looked for and is not near its number.
    """

    query: SearchQuery
    hidden_inputs: tuple[tuple[str, str], ...]
    back_url: str
    place: Place | None
    previous_url: str
    next_url: str
    matches: int
    is_gone: bool
    max_length: int = MAX_CHARACTERS


def is_search(query: SearchQuery) -> bool:
    return bool(query.text.strip() or query.is_filtered)


def article_url(pk: str, query: SearchQuery, at: int | None, *, fuzzy: bool) -> str:
    """Return the address of an article within a search."""
    return f"{reverse('catalog:article', args=[pk])}{within_search(query, at, fuzzy=fuzzy)}"


def within_search(query: SearchQuery, at: int | None, *, fuzzy: bool) -> str:
    """Return what follows an article's own address within a search: the search, how it was found, and its number."""
    pairs = parameters(replace(query, page=1 if at else query.page, first_page=0, listed=""))
    pairs += [("match", SIMILAR)] if fuzzy else []
    pairs += [("at", str(at))] if at else []
    return f"?{urlencode(pairs)}"


def query_shown(page: SearchPage) -> SearchQuery:
    """Return the search whose hits a page shows: that of a better spelling if the words as typed find nothing."""
    if page.respelled and page.alternatives.spelling:
        return replace(page.query, parsed=page.alternatives.spelling.query.parsed)
    return page.query


def with_search_urls(page: SearchPage) -> SearchPage:
    """Return the page of results with the addresses that its hits have within the search.

    The hits of a better spelling lead to that, and those of MongoDB, which has another order, have no number.
    """
    query = query_shown(page)
    if not is_search(query):
        return page
    has_numbers = page.engine is Engine.ELASTICSEARCH
    numbers = {hit.id: number for number, hit in enumerate(page.hits, query.start + 1) if has_numbers}

    def within(hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """Return the hits with their addresses. A pick that is not among the hits of this page has no number."""
        ends = (within_search(query, numbers.get(hit.id), fuzzy=page.is_fuzzy) for hit in hits)
        return tuple(replace(hit, search_url=f"{hit.url}{end}") for hit, end in zip(hits, ends, strict=True))

    pick = page.pick and replace(page.pick, hits=within(page.pick.hits))
    return replace(page, hits=within(page.hits), pick=pick)


def context_of(request: HttpRequest, article: Article) -> dict[str, Any]:
    """Return the context of the article's page for the search in its address; nothing if there is none."""
    query = read_query(request.GET)
    if not is_search(query):
        return {}
    pk, at, fuzzy = str(article.pk), AT.clean(request.GET.get("at")), MATCH.clean(request.GET.get("match"))
    try:
        reading: Reading | None = read_article(pk, query, at, fuzzy=fuzzy)
    except (ElasticsearchUnavailableError, TooBusyError):
        reading = None
    texts = marked_texts(article, reading or Reading())
    matches = sum(str(text).count("<mark") for text in (texts.get("title", ""), *texts.get("paragraphs", ())))
    frame = frame_of(pk, query, at, reading, fuzzy=fuzzy, matches=matches)
    return {
        "frame": "search/reading.html",
        "frame_script": static("js/article.js"),
        "reading": frame,
        **texts,
    }


def frame_of(
    pk: str, query: SearchQuery, at: int | None, reading: Reading | None, *, fuzzy: bool, matches: int
) -> Frame:
    place = reading.place if reading else None
    number = place.at if place else at
    results = replace(query, page=math.ceil(number / query.size) if number else query.page, first_page=0, listed="")
    previous_url, next_url = (
        article_url(other, query, place.at + step, fuzzy=fuzzy) if place and other else ""
        for other, step in ((place and place.previous, -1), (place and place.next, 1))
    )
    return Frame(
        query=query,
        hidden_inputs=kept_while_typing(query),
        back_url=f"{reverse('search:search')}{query_string(results)}#hit-{pk}",
        place=place,
        previous_url=previous_url,
        next_url=next_url,
        matches=matches,
        is_gone=bool(reading and at and not place),
    )


def marked_texts(article: Article, reading: Reading) -> dict[str, Any]:
    """Return title and paragraphs with numbered matches, each only if the index has the text that MongoDB has.

    In an article that was just edited, or whose text another program wrote as HTML, no match is marked.
    """
    texts: dict[str, Any] = {}
    numbers = count(1)
    if is_text_of(reading.title_html, article.title):
        texts["title"] = numbered(reading.title_html, numbers)
    if is_text_of(reading.content_html, article.content):
        shown = paragraphs(numbered(reading.content_html, numbers))
        texts["paragraphs"] = [mark_safe(paragraph) for paragraph in shown]  # noqa: S308  # escaped by Elasticsearch
    return texts


def is_text_of(marked: str, stored: object) -> bool:
    """Return whether it is the stored text, marked. What cannot be seen in a text is not in the index."""
    plain = html.unescape(marked.replace("<mark>", "").replace("</mark>", ""))
    return isinstance(stored, str) and plain in {stored, clean(stored)}


def numbered(marked: SafeString, numbers: Iterator[int]) -> SafeString:
    """Give each match an id, `match-1` the first; one that ends in another paragraph is marked in both."""

    def with_id(match: re.Match[str]) -> str:
        inner = EMPTY_LINES.sub(lambda gap: f"</mark>{gap[0]}<mark>", match[1])
        return f'<mark id="match-{next(numbers)}">{inner}</mark>'

    return mark_safe(MARK.sub(with_id, marked))  # noqa: S308  # escaped by Elasticsearch
