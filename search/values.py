"""The value objects passed between the rooms of search: the query and the page of results."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.safestring import SafeString

from catalog.models import category_label

PAGE_SIZE = 10
MAX_PAGE_SIZE = 50
# Elasticsearch rejects from + size beyond index.max_result_window.
MAX_DEPTH = 10_000

# Values by the name of their facet. A facet without values has no entry.
FacetValues = Mapping[str, tuple[str, ...]]


class Sort(TextChoices):
    RELEVANCE = "relevance", "Best match"
    NEWEST = "newest", "Newest first"
    TITLE = "title", "Title A–Z"


class MatchReason(StrEnum):
    """Why a hit was found, strongest first. Readers see the values, and `matched` in the JSON form holds them."""

    EXACT_TITLE = "exact title"
    IN_TITLE = "in title"
    ALL_WORDS = "all words"
    SIMILAR_SPELLING = "similar spelling"
    SYNONYM = "synonym"


# Reasons that are obvious beside a stronger one.
IMPLIED = {
    MatchReason.EXACT_TITLE: {MatchReason.IN_TITLE, MatchReason.ALL_WORDS},
    MatchReason.IN_TITLE: {MatchReason.ALL_WORDS},
}


class Engine(StrEnum):
    ELASTICSEARCH = "elasticsearch"
    MONGODB = "mongodb"


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator of the query language: a word or an exact phrase that must, or must not, be in an article."""

    text: str
    phrase: bool = False
    title_only: bool = False
    half_typed: bool = False
    # `oil OR gas`: any of these is enough. The text is then the whole of it.
    any_of: tuple["Operator", ...] = ()

    @property
    def each(self) -> tuple["Operator", ...]:
        """The operators that can match: the alternatives, or this one."""
        return self.any_of or (self,)


@dataclass(frozen=True, slots=True)
class TermGroup:
    """One or more words of a query that are searched for as one term, with its synonyms.

    `forms` are the other ways to write each of the words (search/query/forms.py).
    """

    words: tuple[str, ...]
    half_typed: bool = False
    synonyms: tuple[str, ...] = ()
    forms: tuple[tuple[str, ...], ...] = ()

    @property
    def words_and_forms(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return tuple(zip(self.words, self.forms or ((),) * len(self.words), strict=True))


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query text, parsed once (search/query/parse.py).

    `text` is the whole text, cleaned and capped; a space at its end means that the last word is complete. `plain` is
    the part outside all operators, `words` are its words, and `term_groups` these words grouped into terms. `growing`
    are the numbers of the words that longer ones match too, half typed or with a star at their end.
    """

    text: str = ""
    plain: str = ""
    words: tuple[str, ...] = ()
    growing: frozenset[int] = frozenset()
    term_groups: tuple[TermGroup, ...] = ()
    required: tuple[Operator, ...] = ()
    excluded: tuple[Operator, ...] = ()
    chosen_values: FacetValues = field(default_factory=dict)
    excluded_values: FacetValues = field(default_factory=dict)

    @property
    def has_operators(self) -> bool:
        return bool(self.required or self.excluded or self.chosen_values or self.excluded_values)

    @property
    def ranks(self) -> bool:
        """Whether matches have different scores. A category or an excluded word only filters."""
        return bool(self.words or self.required)

    @property
    def can_be_fuzzy(self) -> bool:
        """Whether a word can be matched fuzzily; phrases and exclusions cannot."""
        return bool(self.words) or any(not operator.phrase for operator in self.required)


def with_entry(given: FacetValues, facet: str, values: tuple[str, ...]) -> FacetValues:
    """Return the values of all facets with those of one replaced. The order of the facets does not change."""
    entries = {**given, facet: values}
    return {name: each for name, each in entries.items() if each}


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One search: the parsed text, the facet filters, the sort order and the page."""

    parsed: ParsedQuery = ParsedQuery()
    chosen: FacetValues = field(default_factory=dict)
    excluded: FacetValues = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = PAGE_SIZE
    any_word: bool = False
    # Whether the words are searched for as typed, even if they find nothing and a better spelling does.
    as_typed: bool = False
    # The facet of which the page lists every value, not only the chips; empty for none.
    listed: str = ""

    @property
    def text(self) -> str:
        return self.parsed.text

    @property
    def order(self) -> Sort:
        """The order of the hits. Without words to rank by, the best match is the newest article."""
        return Sort.NEWEST if self.sort is Sort.RELEVANCE and not self.parsed.ranks else self.sort

    @property
    def is_filtered(self) -> bool:
        return bool(self.chosen or self.excluded)

    def with_values(self, facet: str, *, chosen: tuple[str, ...] = (), excluded: tuple[str, ...] = ()) -> "SearchQuery":
        """Return page 1 of the search with these values of a facet chosen and excluded, and no others of it."""
        return replace(
            self,
            page=1,
            listed="",
            chosen=with_entry(self.chosen, facet, chosen),
            excluded=with_entry(self.excluded, facet, excluded),
        )

    def without_filters(self) -> "SearchQuery":
        return replace(self, page=1, chosen={}, excluded={})


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found. `title_html` and `snippet_html` are escaped by the engine, with matches in <mark>.

    `matched` are the reasons for the match (search/query/match_reasons.py).
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

    @property
    def category_label(self) -> str:
        return category_label(self.category)

    @property
    def why(self) -> tuple[MatchReason, ...]:
        """The reasons that no other reason implies."""
        implied = set().union(*(IMPLIED.get(reason, set()) for reason in self.matched))
        return tuple(reason for reason in self.matched if reason not in implied)


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
class SearchPage:
    """One page of results. `relation` is "eq" for an exact total, "gte" for a lower bound.

    `respelled` is the text whose hits these are, if the words as typed find nothing and a better spelling does.
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
