"""The value objects of a page of results: what was found."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.utils.safestring import SafeString

from catalog.models import category_label
from search.values.query import MAX_DEPTH, SearchQuery, Sort


class MatchReason(StrEnum):
    """Why a hit was found, strongest first. Readers see the values, and `matched` in the JSON form holds them."""

    EXACT_TITLE = "exact title"
    IN_TITLE = "in title"
    ALL_WORDS = "all words"
    SIMILAR_SPELLING = "similar spelling"
    SYNONYM = "synonym"
    WORD_MISSING = "one word missing"
    WORDS_MISSING = "words missing"


# Reasons that are obvious beside a stronger one.
IMPLIED = {
    MatchReason.EXACT_TITLE: {MatchReason.IN_TITLE, MatchReason.ALL_WORDS},
    MatchReason.IN_TITLE: {MatchReason.ALL_WORDS},
}
# Reasons that a reader should see at once: the article does not hold what was typed.
EXCEPTIONS = {
    MatchReason.SIMILAR_SPELLING,
    MatchReason.SYNONYM,
    MatchReason.WORD_MISSING,
    MatchReason.WORDS_MISSING,
}


class Engine(StrEnum):
    ELASTICSEARCH = "elasticsearch"
    MONGODB = "mongodb"


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found. `title_html` and `snippet_html` are escaped by the engine, with matches in <mark>.

    `matched` are the reasons for the match (search/query/match_reasons.py). `url` is the article's own address,
    `search_url` the one within the search that found it; empty if nothing was searched for. `just_saved`: the editor
    who sees it has saved it within the last minute.
    """

    id: str
    title: str
    category: str
    url: str
    score: float | None
    title_html: SafeString
    snippet_html: SafeString
    matched: tuple[MatchReason, ...] = ()
    published_at: datetime | None = None
    author: tuple[str, ...] = ()
    source_url: str = ""
    updated_at: datetime | None = None
    search_url: str = ""
    just_saved: bool = False

    @property
    def link(self) -> str:
        """The address that a page of results links to."""
        return self.search_url or self.url

    @property
    def category_label(self) -> str:
        return category_label(self.category)

    @property
    def why(self) -> tuple[MatchReason, ...]:
        """The reasons that no other reason implies."""
        implied = set().union(*(IMPLIED.get(reason, set()) for reason in self.matched))
        return tuple(reason for reason in self.matched if reason not in implied)

    @property
    def exceptions(self) -> tuple[MatchReason, ...]:
        return tuple(reason for reason in self.matched if reason in EXCEPTIONS)


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    label: str
    count: int
    selected: bool = False
    excluded: bool = False
    shown: bool = True  # with a chip, and not only a line in the list of all values


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet of the page. `plural` names the list of all its values: "categories"."""

    name: str
    label: str
    values: tuple[FacetValue, ...]
    can_exclude: bool = False
    plural: str = ""


@dataclass(frozen=True, slots=True)
class FacetNotice:
    """What became of a value of an operator that the archive does not have.

    `used` is the value meant; if empty, the operator was left out, and `known` and `more` are the values there are.
    """

    facet: str
    given: str
    used: str = ""
    excluded: bool = False
    known: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another search, and the number of articles that it finds.

    `is_close` says of a better spelling that it is near enough to be shown at once if the words find nothing.
    """

    query: SearchQuery
    count: int
    is_close: bool = False


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Alternatives to a search that found little or nothing; None for those that find no more.

    `spelling` is the query respelled, `everywhere` is without facet filters and facet operators, and `any_word`
    requires one of the words instead of all.
    """

    spelling: Alternative | None = None
    everywhere: Alternative | None = None
    any_word: Alternative | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A category of the front page, with the articles that were last added to it or changed in it."""

    category: str
    count: int
    hits: tuple[Hit, ...]

    @property
    def label(self) -> str:
        return category_label(self.category)


@dataclass(frozen=True, slots=True)
class Pick:
    """What the editors put above the hits of a query: one or two articles, and a sentence about them."""

    sentence: str
    hits: tuple[Hit, ...]

    def among(self, ranked: Iterable[Hit], own: Iterable[Hit]) -> "Pick":
        """Return the pick with its `own` hits, or the page's for articles that it ranks: these know why they match."""
        by_id = {hit.id: hit for hit in ranked}
        return replace(self, hits=tuple(by_id.get(hit.id, hit) for hit in own))


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results. `relation` is "eq" for an exact total, "gte" for a lower bound.

    `respelled` is the text whose hits these are, if the words as typed find nothing and a better spelling does.
    `sections` are those of the front page of an archive without dates, where nothing is the newest.
    `has_dates` says whether any article found has a date, and `is_fuzzy` whether the fuzzy pass found them.
    `hits` is the ranking, whatever the editors' `pick` is; below that, a page shows `hits_below`.
    """

    query: SearchQuery
    hits: tuple[Hit, ...]
    total: int
    relation: str
    facets: tuple[Facet, ...]
    took_ms: int
    engine: Engine
    pages: int
    failed: bool = False
    alternatives: Alternatives = Alternatives()
    respelled: str = ""
    notices: tuple[FacetNotice, ...] = ()
    sections: tuple[Section, ...] = ()
    has_dates: bool = False
    is_fuzzy: bool = False
    pick: Pick | None = None

    @property
    def hits_below(self) -> tuple[Hit, ...]:
        """The hits that are not above already, as the editors' pick."""
        picked = {hit.id for hit in self.pick.hits} if self.pick else set()
        return tuple(hit for hit in self.hits if hit.id not in picked)

    @property
    def orders(self) -> tuple[Sort, ...]:
        """The orders in which these articles can differ; none if there is nothing to choose."""
        possible = tuple(
            sort
            for sort in Sort
            if (sort is not Sort.RELEVANCE or self.query.parsed.ranks) and (self.has_dates or not sort.is_by_date)
        )
        return possible if self.total > 1 and len(possible) > 1 else ()

    @property
    def is_listed_whole(self) -> bool:
        """Whether all that was found can be turned to."""
        return self.relation == "eq" and self.total <= MAX_DEPTH

    @property
    def can_be_listed(self) -> bool:
        """Whether a table can have every hit up to MAX_DEPTH: the simple search stops before."""
        return not self.failed and (self.engine is Engine.ELASTICSEARCH or self.relation == "eq")

    @property
    def order(self) -> Sort:
        """The order that these articles have: by title if they are to be ordered by dates that they lack."""
        return Sort.TITLE if self.query.order.is_by_date and not self.has_dates else self.query.order
