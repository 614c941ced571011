"""The ways in which an article may hold what was asked: as clauses that score, and as places that tell how near.

Both ask the fields of search/documents.py and follow the same rules, so that what counts as found also counts as near.
Where a group may be found in several ways, each has a name, from which search/query/match_reasons.py tells why a hit is
there.
"""

from collections.abc import Sequence
from typing import Any

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Bool, DisMax, Match, MatchPhrase
from elasticsearch.dsl.query import Query as Clause

from search.query import match_reasons
from search.query.normalise import split
from search.values import Operator, TermGroup

AS_WRITTEN = 1.2  # the very word, against 1 for any other ending of it
PREFIX = 0.9  # a word that begins so
FUZZY = 0.35  # a word that is spelled almost so
SYNONYM = 0.3  # a word that means the same; low, or a rare one would come before the word that was typed
SECOND_BEST = 0.1  # what a word's other ways add to its best one

# One slip of the finger: a letter too many, too few, wrong, or two of them swapped. Words of one or two letters have
# nearly every other short word for a neighbour, so AUTO starts at three; two slips in a word are never forgiven.
FUZZINESS = {"fuzziness": "AUTO:3,99", "prefix_length": 0}
MOST_NEIGHBOURS = 50  # words that are spelled almost so

# Letters from which on a beginning counts for nearness. Elasticsearch refuses an interval of more beginnings than it
# allows clauses (12,288 here), and in a large archive as many words begin with the same letter or two.
SHORTEST_PREFIX = 3
FEWEST_NEAR = 2  # a word alone is near to nothing
MOST_NEAR = 6  # the first words of a pasted text say enough, and twenty common ones take seconds
SHORTEST_FUZZY_INTERVAL = 4  # letters; the neighbours of a shorter word are the commonest words there are


def match(field: str, word: str, boost: float = 1.0, **options: object) -> Clause:
    # A word such as "post-quake" is several terms: all of them are meant.
    return Match(field, {"query": word, "operator": "and", "boost": boost, **options})


def phrase(field: str, text: str, boost: float = 1.0, **options: object) -> Clause:
    return MatchPhrase(field, {"query": text, "boost": boost, **options})


def may_grow(word: str, *, half_typed: bool) -> bool:
    """Say whether longer words are meant too: the word is still being typed, or 100 is to find $100m."""
    return half_typed or word.isdigit()


def may_be_misspelled(word: str) -> bool:
    return not word.isdigit()


def as_one(word: str) -> str | None:
    """Return e-mail as email, which is how the index also has it; None for a word without a hyphen."""
    one = word.replace("-", "")
    return one if one != word and one.isalpha() else None


def best_of(clauses: Sequence[Clause], name: str = "") -> Clause:
    """Return what scores as the best of the clauses does, and a little for each of the others."""
    named: dict[str, Any] = {"_name": name} if name else {}
    return DisMax(queries=clauses, tie_breaker=SECOND_BEST, **named)


def as_typed(word: str, *, half_typed: bool) -> list[Clause]:
    """Return the ways in which title or text may hold the word without a slip."""
    clauses = [match("text", word), match("text", word, AS_WRITTEN, analyzer="as_written")]
    one = as_one(word)
    if one:
        clauses.append(match("text", one))
    if may_grow(word, half_typed=half_typed):
        clauses += [match("text.prefix", spelling, PREFIX) for spelling in (word, one) if spelling]
    return clauses


def fuzzy_clauses(word: str) -> list[Clause]:
    if not may_be_misspelled(word):
        return []
    # Not in the word's stem: the stems are terms of their own, and a slip is looked for among all terms.
    slip = {"analyzer": "as_written", "max_expansions": MOST_NEIGHBOURS, **FUZZINESS}
    return [match("text", spelling, FUZZY, **slip) for spelling in (word, as_one(word)) if spelling]


def synonym(field: str, term: str) -> Clause:
    return phrase(field, term, SYNONYM / len(split(term)))


def term_clause(group: TermGroup, name: str, *, fuzzy: bool) -> Clause:
    """Return the best of every way in which title or text may hold what is in the group, named when `name` is given."""
    half_typed = [group.half_typed and word is group.words[-1] for word in group.words]
    exact = [as_typed(word, half_typed=half) for word, half in zip(group.words, half_typed, strict=True)]
    slips = [fuzzy_clauses(word) for word in group.words] if fuzzy else []
    found = [all_of(exact, match_reasons.typed(name) if name else "")]
    if any(slips):
        both = slips if len(group.words) == 1 else [[*one, *other] for one, other in zip(exact, slips, strict=True)]
        found.append(all_of(both, match_reasons.near(name)))
    if group.synonyms:
        found.append(best_of([synonym("text", term) for term in group.synonyms], match_reasons.synonym(name)))
    return found[0] if len(found) == 1 else best_of(found)


def all_of(each: list[list[Clause]], name: str) -> Clause:
    """Return that every word of a group is found in one of its ways. Usually there is one word."""
    if len(each) == 1:
        return best_of(each[0], name)
    named: dict[str, Any] = {"_name": name} if name else {}
    return Bool(must=[best_of(clauses) for clauses in each], **named)


def operator_clause(operator: Operator, *, fuzzy: bool = False) -> Clause:
    """Return what an operator asks for: a phrase as written, a word with its endings, in the title only or anywhere."""
    if operator.phrase:
        return phrase("title" if operator.title_only else "text.written", operator.text, analyzer="as_written")
    field = "title" if operator.title_only else "text"
    clauses = [match(field, operator.text)]
    if operator.half_typed:
        clauses.append(match(f"{field}.prefix", operator.text, PREFIX))
    if fuzzy:
        clauses.append(match(field, operator.text, FUZZY, analyzer="as_written", **FUZZINESS))
    return best_of(clauses)


def intervals(group: TermGroup, *, fuzzy: bool) -> dict[str, object]:
    """Return the same ways as places in a field. The terms of a hyphened word, and of several words, stand together."""
    word = " ".join(group.words)
    one = as_one(word)
    sides: list[str] = [word, *group.synonyms]
    found: list[dict[str, object]] = [{"match": {"query": text, "max_gaps": 0, "ordered": True}} for text in sides]
    single = (one or word).lower()
    if one:
        found.append({"match": {"query": one}})
    if len(group.words) == 1:
        if may_grow(word, half_typed=group.half_typed) and len(single) >= SHORTEST_PREFIX:
            found.append({"prefix": {"prefix": single}})
        if fuzzy and may_be_misspelled(word) and len(single) >= SHORTEST_FUZZY_INTERVAL:
            found.append({"fuzzy": {"term": single, **FUZZINESS}})
    return {"any_of": {"intervals": found}}


def proximity(field: str, groups: Sequence[TermGroup], *, gaps: int, fuzzy: bool) -> Clause | None:
    """Return the articles in which all the groups stand in any order with at most `gaps` other words between them.

    The first letters of a half-typed word stand everywhere, and following each of their thousand words through each
    text takes seconds in a large archive: they are left out. None when fewer than two words remain.
    """
    kept = [group for group in groups if not group.half_typed or len(group.words[-1]) >= SHORTEST_PREFIX]
    if sum(len(group.words) for group in kept) < FEWEST_NEAR:
        return None
    each = [intervals(group, fuzzy=fuzzy) for group in kept[:MOST_NEAR]]
    # Not the library's own Intervals(field, …), which drops the name of the field.
    return Q("intervals", **{field: {"all_of": {"intervals": each, "max_gaps": gaps, "ordered": False}}})
