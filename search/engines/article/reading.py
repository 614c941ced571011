"""An article opened from a search: its place among the hits, its neighbours there, and the matches in its text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from search.engines.elasticsearch import ask_all, guarded, lines_of, too_little, widening
from search.engines.facet_values import resolved
from search.engines.responses import Count
from search.engines.snippet import highlighted
from search.query.build import build_place, first_of_place
from search.query.facets import EVERYTHING
from search.query.highlights import build_marks
from search.values import MAX_DEPTH, SearchQuery

NO_TEXT = SafeString()


@dataclass(frozen=True, slots=True)
class Place:
    """Number `at` of `total` hits. `previous` and `next` are the ids of the hits beside it, empty at either end."""

    at: int
    total: int
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """`place` is None if the article is not near the place asked for; title and text are empty without a match.

    Both are as in the index, escaped and with the matches in <mark>. MongoDB may hold a newer text.
    """

    place: Place | None = None
    title_html: SafeString = NO_TEXT
    content_html: SafeString = NO_TEXT


def read_article(pk: str, query: SearchQuery, at: int | None, *, fuzzy: bool = False) -> Reading:
    """Return what a search knows of an article, in one request; none if nothing is asked.

    `at` is the number of the hit, None if unknown. `fuzzy` says that the hits are those of the fuzzy pass. Without it,
    a search whose strict pass finds too little is sent a second time, as for the page of results. Raises
    ElasticsearchUnavailableError.
    """
    widen = widening()
    query = widen(resolved(query, widen.known).query)
    has_place, has_marks = at is not None, query.parsed.ranks
    if not (has_place or has_marks):
        return Reading()
    searches = [build_place(query, at or 1, fuzzy=fuzzy)]
    if has_marks:
        searches.append(build_marks(pk, query.parsed, fuzzy=fuzzy))
    with guarded() as elastic:
        found, *marked = ask_all(elastic, lines_of(searches))["responses"]
        count = Count(found["hits"]["total"]["value"], found["aggregations"][EVERYTHING]["doc_count"])
        reading = Reading(
            place_of(pk, ids_of(found), first_of_place(at), count.total) if at else None,
            *(marks_of(marked[0]) if marked else ()),
        )
    if not fuzzy and too_little(query, count):
        return read_article(pk, query, at, fuzzy=True)
    return reading


def ids_of(found: Mapping[str, Any]) -> list[str]:
    return [hit["_id"] for hit in found["hits"]["hits"]]


def place_of(pk: str, ids: Sequence[str], first: int, total: int) -> Place | None:
    """Return the place of an article among the hits from number `first` on, if its neighbours are among them too."""
    if pk not in ids:
        return None
    index = ids.index(pk)
    before, after = ids[:index][-1:], ids[index + 1 : index + 2]
    at = first + index
    if (at > 1 and not before) or (at < min(total, MAX_DEPTH) and not after):
        return None
    return Place(at, total, "".join(before), "".join(after))


def marks_of(found: Mapping[str, Any]) -> tuple[SafeString, SafeString]:
    (hit,) = found["hits"]["hits"] or ({},)
    return highlighted(hit, "title", ""), highlighted(hit, "text", "")
