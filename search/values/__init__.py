"""The value objects passed between the rooms of search: the query and the page of results."""

from search.values.page import (
    Alternative,
    Alternatives,
    Engine,
    Facet,
    FacetNotice,
    FacetValue,
    Hit,
    MatchReason,
    SearchPage,
    Section,
)
from search.values.query import (
    MAX_DEPTH,
    MAX_PAGE_SIZE,
    MAX_SHOWN,
    PAGE_SIZE,
    FacetValues,
    Operator,
    ParsedQuery,
    SearchQuery,
    Sort,
    TermGroup,
)

__all__ = [
    "MAX_DEPTH",
    "MAX_PAGE_SIZE",
    "MAX_SHOWN",
    "PAGE_SIZE",
    "Alternative",
    "Alternatives",
    "Engine",
    "Facet",
    "FacetNotice",
    "FacetValue",
    "FacetValues",
    "Hit",
    "MatchReason",
    "Operator",
    "ParsedQuery",
    "SearchPage",
    "SearchQuery",
    "Section",
    "Sort",
    "TermGroup",
]
