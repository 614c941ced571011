"""What is passed between the search modules: the question as values, the answer as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.safestring import SafeString

from search.sorting import Sort

PAGE_SIZE = 10
MAX_PAGE_SIZE = 50
# Elasticsearch refuses from + size beyond index.max_result_window.
MAX_DEPTH = 10_000


class Engine(StrEnum):
    ELASTICSEARCH = "elasticsearch"
    MONGODB = "mongodb"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One search. `text` is already capped (search/text.py); a space at its end means the last word is whole."""

    text: str = ""
    categories: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found. `title_html` and `snippet_html` are escaped by the engine, with matches in <mark>."""

    id: str
    title: str
    category: str
    url: str
    score: float | None
    title_html: SafeString
    snippet_html: SafeString
    matched: tuple[str, ...] = ()
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    label: str
    count: int
    selected: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of answers. `relation` is "eq" for an exact total, "gte" for a lower bound."""

    query: SearchQuery
    hits: tuple[Hit, ...]
    total: int
    relation: str
    facets: tuple[Facet, ...]
    took_ms: int
    engine: Engine
    pages: int
    failed: bool = False
