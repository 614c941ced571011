"""The addresses of searches. An address contains the whole search, so that it can be kept, sent and asked for again."""

from urllib.parse import urlencode

from search.query import facets
from search.values import PAGE_SIZE, SearchQuery, Sort
from search.web.parameters import ANY_WORD, AS_TYPED

# Left out of what the search form sends while a reader types: results of other words have another first page.
OF_THESE_RESULTS = frozenset({"q", "words", "spelling", "all", "page", "first"})


def parameters(query: SearchQuery) -> list[tuple[str, str]]:
    """Return the parameters of a search in the order of its address, without defaults."""
    pairs: list[tuple[str, str]] = []
    if query.text:
        pairs.append(("q", query.text))
    for facet in facets.FACETS:
        pairs += [(facet.name, value) for value in query.chosen.get(facet.name, ())]
        pairs += [(facet.exclude_parameter, value) for value in query.excluded.get(facet.name, ())]
    if query.sort is not Sort.RELEVANCE:
        pairs.append(("sort", query.sort.value))
    if query.any_word:
        pairs.append(("words", ANY_WORD))
    if query.as_typed:
        pairs.append(("spelling", AS_TYPED))
    if query.size != PAGE_SIZE:
        pairs.append(("size", str(query.size)))
    if query.listed:
        pairs.append(("all", query.listed))
    if query.shown_from < query.page:
        pairs.append(("first", str(query.shown_from)))
    if query.page > 1:
        pairs.append(("page", str(query.page)))
    return pairs


def query_string(query: SearchQuery) -> str:
    """Return the address of a search: `?q=…&category=…`; `?` for the bare page."""
    return f"?{urlencode(parameters(query))}"


def address_of(path: str, query: SearchQuery) -> str:
    """Return the address of a search at a path."""
    return f"{path}{query_string(query)}".removesuffix("?")


def kept_while_typing(query: SearchQuery) -> tuple[tuple[str, str], ...]:
    """Return what the search form sends beside the words: what is chosen, not what belongs to these results only."""
    return tuple(pair for pair in parameters(query) if pair[0] not in OF_THESE_RESULTS)


def filter_parameters() -> tuple[str, ...]:
    """Return the names of the parameters that choose or exclude values of facets."""
    names = ((facet.name, facet.exclude_parameter) for facet in facets.FACETS)
    return tuple(name for pair in names for name in pair if name)
