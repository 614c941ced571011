"""What the page says about a value among the words of a search that the archive does not have: `category:sports`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.query import facets
from search.query.parse import parse_query
from search.query.syntax import without_facets
from search.values import FacetNotice, SearchPage, SearchQuery
from search.web.addresses import query_string


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """`text` says what became of the value; `choices` are the values that there are, `more` the number of others."""

    notice: FacetNotice
    text: str
    choices: tuple[Choice, ...] = ()
    more: int = 0
    more_url: str = ""

    @property
    def sentence(self) -> str:
        """The whole notice as plain text."""
        if not self.choices:
            return self.text
        names = [choice.label for choice in self.choices]
        return f"{self.text} There are {in_words([*names, f'{self.more} more'] if self.more else names)}."


def in_words(names: Sequence[str]) -> str:
    """Return "Arts, Sport and Tech"."""
    return " and ".join([*([", ".join(names[:-1])] if names[:-1] else []), *names[-1:]])


def notices_of(page: SearchPage) -> tuple[Notice, ...]:
    return tuple(read_notice(page.query, notice) for notice in page.notices)


def read_notice(query: SearchQuery, notice: FacetNotice) -> Notice:
    facet = next(facet for facet in facets.FACETS if facet.name == notice.facet)
    text = f"There is no {facet.name} “{notice.given}”."
    if notice.used:
        label = facet.label_of(notice.used)
        return Notice(notice, f"{text} {'Leaving out' if notice.excluded else 'Showing'} {label}.")
    # The links choose a value instead of naming it, so that the words have no operator any more.
    plain = replace(query, page=1, listed="", parsed=parse_query(without_facets(query.text)))
    return Notice(
        notice,
        text,
        choices=tuple(
            Choice(facet.label_of(name), query_string(plain.with_values(facet.name, chosen=(name,))))
            for name in notice.known
        ),
        more=notice.more,
        more_url=query_string(replace(plain, listed=facet.name)),
    )
