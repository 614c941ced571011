"""The value objects of a query: what is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db.models import TextChoices

PAGE_SIZE = 10
MAX_PAGE_SIZE = 50
# Elasticsearch rejects from + size beyond index.max_result_window.
MAX_DEPTH = 10_000
# As many as are shown below each other; then a reader turns the page.
MAX_SHOWN = 100

# Values by the name of their facet. A facet without values has no entry.
FacetValues = Mapping[str, tuple[str, ...]]


class Sort(TextChoices):
    RELEVANCE = "relevance", "Best match"
    NEWEST = "newest", "Newest first"
    OLDEST = "oldest", "Oldest first"
    TITLE = "title", "Title A–Z"

    @property
    def is_by_date(self) -> bool:
        return self in (Sort.NEWEST, Sort.OLDEST)


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
    """One search: the parsed text, the facet filters, the sort order and the page.

    The hits of the pages from `first_page` to `page` are shown; with 0, those of `page` only.
    """

    parsed: ParsedQuery = ParsedQuery()
    chosen: FacetValues = field(default_factory=dict)
    excluded: FacetValues = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = PAGE_SIZE
    first_page: int = 0
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
    def shown_from(self) -> int:
        """The first page that is shown: so many pages at most that their hits are not more than MAX_SHOWN."""
        most = max(1, MAX_SHOWN // self.size)
        return max(1, min(self.first_page or self.page, self.page), self.page - most + 1)

    @property
    def start(self) -> int:
        """The number of hits before the first one shown."""
        return (self.shown_from - 1) * self.size

    @property
    def end(self) -> int:
        return self.page * self.size

    @property
    def is_front(self) -> bool:
        """Whether nothing is asked for: the page with which the site opens."""
        return replace(self, size=PAGE_SIZE) == SearchQuery()

    @property
    def is_costly(self) -> bool:
        """Whether it costs much more than what is usual, so that it is the first to be refused on a busy site."""
        return self.any_word or self.size > 2 * PAGE_SIZE or self.end > 2 * MAX_SHOWN

    def turned_to(self, page: int) -> "SearchQuery":
        """Return the same search at another page, by itself unless it follows the first page shown."""
        return replace(self, page=page, first_page=self.first_page if self.first_page < page else 0)

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
