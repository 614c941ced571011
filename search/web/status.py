"""What the live region says of a search: what was found, for what, under which filters, in which order."""

from collections.abc import Iterable, Sequence

from django.contrib.humanize.templatetags.humanize import intcomma

from search.query import facets
from search.values import Engine, SearchPage, Sort
from search.web.chips import ChosenValue, chosen_values
from search.web.notices import Notice

# The word before the values of a facet, as in "12 articles in Sport"; a facet that is not here is named.
PREPOSITIONS = {"category": "in", "year": "from", "author": "by"}
# A sentence is heard, and not looked at again: of many values the first ones and a number are enough.
MOST_VALUES = 4


def status_of(page: SearchPage, notices: Iterable[Notice] = ()) -> str:
    """Return what is said when typing has stopped or a filter has changed: one sentence, and what is unusual."""
    if page.failed:
        return "Search is not available at the moment."
    said = [*(notice.sentence for notice in notices), sentence_of(page), did_you_mean(page)]
    return " ".join(filter(None, said))


def sentence_of(page: SearchPage) -> str:
    """Return "12 articles for “war” in Business, without Tech"."""
    text = page.query.text.strip()
    about = f"any of the words “{text}”" if page.query.any_word else f"“{page.respelled or text}”"
    values = chosen_values(page)
    start = " ".join([count(page), *([f"for {about}"] if text else []), *chosen(values)])
    sentence = f"{', '.join([start, *excluded(values), *place(page)])}."
    if page.engine is Engine.MONGODB:
        return f"Simple search: {sentence[:1].lower()}{sentence[1:]}"
    return f"Nothing for “{text}”. {sentence}" if page.respelled else sentence


def count(page: SearchPage) -> str:
    if not page.total:
        return "No articles found"
    noun = "article" if page.total == 1 else "articles"
    return f"{'At least ' if page.relation == 'gte' else ''}{intcomma(page.total)} {noun}"


def chosen(values: Iterable[ChosenValue]) -> list[str]:
    """Return "in Arts or Sport", "from 2004"."""
    labels = {
        facet.name: [value.label for value in values if value.facet == facet.name and not value.excluded]
        for facet in facets.FACETS
    }
    return [
        f"{PREPOSITIONS.get(facet.name) or f'with {facet.label.lower()}'} {listed(labels[facet.name], 'or')}"
        for facet in facets.FACETS
        if labels[facet.name]
    ]


def excluded(values: Iterable[ChosenValue]) -> list[str]:
    labels = [value.label for value in values if value.excluded]
    return [f"without {listed(labels, 'and')}"] if labels else []


def place(page: SearchPage) -> list[str]:
    """Return the order if the reader has changed it, and the page if it is not the first."""
    if not page.total:
        return []
    label, number = page.order.label, page.query.page
    order = [] if page.query.sort is Sort.RELEVANCE else [f"{label[:1].lower()}{label[1:]}"]
    return [*order, *([f"page {number} of {page.pages}"] if number > 1 else [])]


def listed(labels: Sequence[str], conjunction: str) -> str:
    """Return "Arts, Sport or Tech"; of more than a few the first ones, and how many others."""
    if len(labels) > MOST_VALUES:
        labels = [*labels[: MOST_VALUES - 1], f"{len(labels) - MOST_VALUES + 1} others"]
    *first, last = labels
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def did_you_mean(page: SearchPage) -> str:
    spelling = page.alternatives.spelling
    return f"Did you mean “{spelling.query.text.strip()}”?" if spelling and not page.respelled else ""
