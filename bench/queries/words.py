"""Makes real-word queries from an archive: deterministic, so that two sites are asked the same.

A query is a term of an article, typed in another way than the article has it (bench/queries/word_forms.py). If more
than a few articles hold the term, a word of the article's title joins it, so that one article is meant.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench.queries.word_forms import WORD, Compounds, Term, apostrophe_names, domains, initialisms, numbers

PER_KIND = 60
RARE = 3  # articles; a term in no more of them needs no companion
MOST_MEANT = 10  # articles that hold term and companion: they fit into the ten that are looked at
REPEATS = 3  # how often a term may come while there are others
SHORTEST_COMPANION = 4  # letters

Terms = Callable[[str], Iterator[Term]]


@dataclass(frozen=True, slots=True)
class WordQuery:
    kind: str
    text: str
    as_written: str  # the same, with the term as the article has it
    title: str  # of the article that is meant


@dataclass(frozen=True, slots=True)
class Candidate:
    article: int
    term: Term


class Archive:
    """The articles, in lower case, and which of them hold a word."""

    def __init__(self, rows: Sequence[dict[str, str]]) -> None:
        self.titles = [row["title"].strip() for row in rows]
        self.texts = [f"{row['title']}\n{row['content']}" for row in rows]
        self.lower = [text.lower() for text in self.texts]
        self.holders: dict[str, set[int]] = defaultdict(set)
        for number, text in enumerate(self.lower):
            for word in WORD.findall(text):
                self.holders[word].add(number)

    def holding(self, term: Term) -> set[int]:
        """Return the articles that hold the term in any of its spellings."""
        pattern = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in term.spellings))
        # Looking for plain text first is a hundred times faster than the pattern.
        possible = (n for n, text in enumerate(self.lower) if any(each in text for each in term.spellings))
        return {number for number in possible if pattern.search(self.lower[number])}


def make_queries(rows: Sequence[dict[str, str]], per_kind: int = PER_KIND) -> list[WordQuery]:
    """Return up to `per_kind` queries of each kind, from rows with `title` and `content`; fewer in a small archive."""
    archive = Archive(rows)
    kinds: dict[str, Terms] = {
        "apostrophe": apostrophe_names,
        "initialism": initialisms,
        "number": numbers,
        "domain": domains,
        "compound": Compounds.of(archive.texts).in_text,
    }
    return [query for kind, terms in kinds.items() for query in queries_of(kind, terms, archive, per_kind)]


def queries_of(kind: str, terms: Terms, archive: Archive, most: int) -> list[WordQuery]:
    candidates = spread(shuffled(candidates_of(terms, archive)))
    found: dict[tuple[str, str], WordQuery] = {}
    # In a small archive, the same terms once more, each typed in its next way.
    for again in range(max((len(each.term.typed) for each in candidates), default=0)):
        for place, candidate in enumerate(candidates):
            if len(found) == most:
                break
            if query := query_of(kind, candidate, place, again, archive):
                found.setdefault((query.text, query.title), query)
    return list(found.values())


def candidates_of(terms: Terms, archive: Archive) -> list[Candidate]:
    """Return each term once for each title that has it."""
    found: dict[tuple[str, str], Candidate] = {}
    for number, text in enumerate(archive.texts):
        for term in terms(text):
            if term.typed:
                found.setdefault((archive.titles[number].lower(), term.spellings[0]), Candidate(number, term))
    return list(found.values())


def shuffled(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return them in an order that depends on nothing but themselves; `random` may differ between Pythons."""

    def key(candidate: Candidate) -> str:
        return hashlib.sha256(f"{candidate.article} {candidate.term.written}".encode()).hexdigest()

    return sorted(candidates, key=key)


def spread(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return them with the fourth and later ones of each term last: else every seventh initialism would be US."""
    seen: Counter[str] = Counter()
    turns = []
    for candidate in candidates:
        seen[candidate.term.spellings[0]] += 1
        turns.append(max(seen[candidate.term.spellings[0]], REPEATS))
    order = sorted(range(len(candidates)), key=turns.__getitem__)
    return [candidates[place] for place in order]


def query_of(kind: str, candidate: Candidate, place: int, again: int, archive: Archive) -> WordQuery | None:
    """Return the query, or None if no companion makes clear which article is meant.

    The ways of typing take turns by the candidate's place, and so do the two sides of the companion.
    """
    term, title = candidate.term, archive.titles[candidate.article]
    typed = term.typed[(place + again) % len(term.typed)]
    holding = archive.holding(term)
    if len(holding) <= RARE:
        return WordQuery(kind, typed, term.written, title)
    companion = companion_of(title, term, holding, archive)
    if companion is None:
        return None
    side = "{1} {0}" if place // len(term.typed) % 2 else "{0} {1}"
    return WordQuery(kind, side.format(typed, companion), side.format(term.written, companion), title)


def companion_of(title: str, term: Term, holding: set[int], archive: Archive) -> str | None:
    """Return the title's most telling word: the one with which the term is in the fewest articles, at most ten."""
    words = [word for word in WORD.findall(title.lower()) if len(word) >= SHORTEST_COMPANION]
    both = {
        word: len(holding & archive.holders[word])
        for word in words
        if not any(word in spelling or spelling in word for spelling in term.spellings)
    }
    best = min(both, key=both.__getitem__, default=None)
    return best if best is not None and both[best] <= MOST_MEANT else None
