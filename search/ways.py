"""The ways in which an article may hold one word: as terms that score, and as places that tell how near words stand.

Both ask the fields of search/documents.py and follow the same rules, so that what counts as found also counts as near.
"""

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import DisMax, Match
from elasticsearch.dsl.query import Query as Clause

from search.text import Words

AS_WRITTEN = 1.2  # the very word, against 1 for any other ending of it
HALF_TYPED = 0.9  # a word that begins so
SLIPPED = 0.35  # a word that is spelled almost so
SECOND_BEST = 0.1  # what a word's other ways add to its best one

# One slip of the finger: a letter too many, too few, wrong, or two of them swapped. Words of one or two letters have
# nearly every other short word for a neighbour, so AUTO starts at three; two slips in a word are never forgiven.
SLIP = {"fuzziness": "AUTO:3,99", "prefix_length": 0}
MOST_NEIGHBOURS = 50  # words that are spelled almost so

# Letters from which on a beginning counts for nearness. Elasticsearch refuses an interval of more beginnings than it
# allows clauses (12,288 here), and in a large archive as many words begin with the same letter or two.
SHORTEST_START = 3
FEWEST_NEAR = 2  # a word alone is near to nothing
MOST_NEAR = 6  # the first words of a pasted text say enough, and twenty common ones take seconds
SHORTEST_SLIP_NEAR = 4  # letters; the neighbours of a shorter word are the commonest words there are


def match(field: str, word: str, boost: float = 1.0, **options: object) -> Clause:
    # A word such as "post-quake" is several terms: all of them are meant.
    return Match(field, {"query": word, "operator": "and", "boost": boost, **options})


def may_grow(word: str, *, half_typed: bool) -> bool:
    """Say whether longer words are meant too: the word is still being typed, or 100 is to find $100m."""
    return half_typed or word.isdigit()


def may_be_slipped(word: str) -> bool:
    return not word.isdigit()


def as_one(word: str) -> str | None:
    """Return e-mail as email, which is how the index also has it; None for a word without a hyphen."""
    one = word.replace("-", "")
    return one if one != word and one.isalpha() else None


def ways(word: str, *, half_typed: bool, forgiving: bool) -> Clause:
    """Return the best of every way in which title or text may hold the word."""
    clauses = [match("text", word), match("text", word, AS_WRITTEN, analyzer="as_written")]
    spellings = [word]
    if one := as_one(word):
        spellings.append(one)
        clauses.append(match("text", one))
    if may_grow(word, half_typed=half_typed):
        clauses += [match("text.starts", spelling, HALF_TYPED) for spelling in spellings]
    if forgiving and may_be_slipped(word):
        # Not in the word's stem: the stems are terms of their own, and a slip is looked for among all terms.
        slip = {"analyzer": "as_written", "max_expansions": MOST_NEIGHBOURS, **SLIP}
        clauses += [match("text", spelling, SLIPPED, **slip) for spelling in spellings]
    return DisMax(queries=clauses, tie_breaker=SECOND_BEST)


def places(word: str, *, half_typed: bool, forgiving: bool) -> dict[str, object]:
    """Return the same ways as places in a field."""
    one = as_one(word)
    # The terms of a hyphened word stand side by side.
    found: list[dict[str, object]] = [{"match": {"query": word, "max_gaps": 0, "ordered": True}}]
    single = (one or word).lower()
    if one:
        found.append({"match": {"query": one}})
    if may_grow(word, half_typed=half_typed) and len(single) >= SHORTEST_START:
        found.append({"prefix": {"prefix": single}})
    if forgiving and may_be_slipped(word) and len(single) >= SHORTEST_SLIP_NEAR:
        found.append({"fuzzy": {"term": single, **SLIP}})
    return {"any_of": {"intervals": found}}


def together(field: str, words: Words, *, gaps: int, forgiving: bool) -> Clause | None:
    """Return the articles in which all the words stand in any order with at most `gaps` others between them.

    The first letters of a half-typed word stand everywhere, and following each of their thousand words through each
    text takes seconds in a large archive: they are left out. None when fewer than two words remain.
    """
    each = [places(word, half_typed=False, forgiving=forgiving) for word in words.whole]
    if words.last is not None and len(words.last) >= SHORTEST_START:
        each.append(places(words.last, half_typed=True, forgiving=forgiving))
    if len(each) < FEWEST_NEAR:
        return None
    each = each[:MOST_NEAR]
    # Not the library's own Intervals(field, …), which drops the name of the field.
    return Q("intervals", **{field: {"all_of": {"intervals": each, "max_gaps": gaps, "ordered": False}}})
