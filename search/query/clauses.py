"""The clauses that match a term group, also in spite of a typo: scoring clauses, and intervals for proximity.

Both follow the same rules, so that every kind of match also counts towards proximity. When a group has several
clauses, each is named, and search/query/match_reasons.py derives the reason for a hit from the names.
"""

import re
from collections.abc import Sequence
from typing import Any

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Bool, DisMax, Match, MatchBoolPrefix, MatchPhrase, Prefix, Regexp
from elasticsearch.dsl.query import Query as Clause

from catalog.text import without_accents
from search.index.languages import archive_language
from search.index.languages.filters import STEM
from search.query import match_reasons
from search.query.forms import beginning, forms_of, joined, without_ties
from search.query.normalise import MAX_CHARACTERS, NUMBER, TIES, split
from search.values import Operator, TermGroup

# Boosts, relative to 1 for a match of the stem.
AS_WRITTEN = 1.2
PREFIX = 0.9
FORM = 0.8  # another way to write the word (search/query/forms.py)
FUZZY = 0.35
LONGER_WORD = 2.0  # of a word that begins with what is typed, whichever it is
LONGER_WORD_RANKED = 0.3  # of how often such words occur: their scores are added up
FUZZY_LONGER_WORD = 0.5  # of a word that begins nearly so: below every word that is near as a whole
SYNONYM = 0.3  # low, or a rare synonym would outrank the word that was typed
TIE_BREAKER = 0.1  # the weight of a word's other clauses beside its best one

# One edit: a letter inserted, deleted or replaced, or two letters swapped. One edit turns a word of one or two letters
# into nearly any other short word, so fuzzy matching starts at three letters. Two edits are never allowed.
FUZZINESS = {"fuzziness": "AUTO:3,99", "prefix_length": 0}
MAX_EXPANSIONS = 50  # terms that a fuzzy clause expands to
LONGER_WORDS = 128  # whose frequencies rank what a half-typed word finds
# One edit turns a shorter beginning into nearly any other. The first letter is nearly always right.
MIN_FUZZY_PREFIX_LENGTH = 5
LONGEST_FUZZY_PREFIX = 10  # letters; their regular expression has 229 characters, and each more takes two dozen

# Elasticsearch rejects an interval whose prefix expands to more than 12,288 terms, as one or two letters do.
MIN_PREFIX_LENGTH = 3
MIN_PROXIMITY_WORDS = 2
MAX_PROXIMITY_GROUPS = 6  # the first words of a pasted text suffice; twenty common ones take seconds
MIN_FUZZY_INTERVAL_LENGTH = 4  # a shorter word expands to the most common words of all

# Chinese, Japanese and Korean. Words stand there without spaces, and are indexed in pairs of characters. One character
# may be a word.
UNSPACED_LETTER = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f]")
UNSPACED = re.compile(f"{UNSPACED_LETTER.pattern}{{2,}}")
# Of words that were put together, two thirds of the pairs must be there. A shorter one is a single word.
MOST_PAIRS = "67%"
MIN_COMPOUND = 4


def match(field: str, word: str, boost: float = 1.0, **options: object) -> Clause:
    # 東京都 is not 東京 and 京都. The fields of prefixes have no positions.
    if UNSPACED.search(word) and not field.endswith("prefix"):
        return phrase(field, word, boost, **options)
    # A word such as "post-quake" is several terms; all of them are required.
    return Match(field, {"query": word, "operator": "and", "boost": boost, **options})


def phrase(field: str, text: str, boost: float = 1.0, **options: object) -> Clause:
    return MatchPhrase(field, {"query": text, "boost": boost, **options})


def may_grow(word: str, *, half_typed: bool) -> bool:
    """Return whether longer words match too: the word is half typed, or a number (100 finds $100m)."""
    return half_typed or NUMBER.fullmatch(word) is not None


def may_be_misspelled(word: str) -> bool:
    return not NUMBER.fullmatch(word)


def is_tied(word: str) -> bool:
    """Return whether a word is several terms that belong side by side: 9/11, 50-50, post-war."""
    return re.search(TIES, word) is not None


def best_of(clauses: Sequence[Clause], name: str = "") -> Clause:
    """Return a dis_max: the score of the best clause, plus a little for each of the others."""
    named: dict[str, Any] = {"_name": name} if name else {}
    return DisMax(queries=clauses, tie_breaker=TIE_BREAKER, **named)


def as_typed(word: str, forms: Sequence[str] = (), *, half_typed: bool) -> list[Clause]:
    """Return the clauses that match the word as typed, its stem, its other forms and, half typed, its prefix."""
    clauses = [match("text", word), match("text", word, AS_WRITTEN, analyzer="as_written")]
    # A phrase scores as much as all of its words together.
    clauses += [phrase("text", form, FORM / len(split(form))) for form in forms]
    if may_grow(word, half_typed=half_typed) and not UNSPACED.search(word):
        together = [form for form in forms if half_typed and " " not in form]
        clauses += [clause for spelling in (word, *together) for clause in longer_words(spelling)]
    return clauses


def fuzzy_clauses(word: str, *, half_typed: bool) -> list[Clause]:
    """Return the clauses that match the word in spite of a slip; half typed, also what begins nearly so."""
    if not may_be_misspelled(word):
        return []
    if UNSPACED.search(word):
        # 東京図書館 is in no text that has 東京都の図書館: words that were put together are not side by side.
        apart = Match("text", {"query": word, "minimum_should_match": MOST_PAIRS, "analyzer": "pairs", "boost": FUZZY})
        return [phrase("text", word, FUZZY, analyzer="pairs"), *([apart] if len(word) >= MIN_COMPOUND else [])]
    # The word itself is not stemmed: fuzziness would compare its stem with every term of the index.
    options = {"analyzer": "as_written", "max_expansions": MAX_EXPANSIONS, **FUZZINESS}
    spellings = [spelling for spelling in (word, without_ties(word)) if spelling]
    clauses = [match("text", spelling, FUZZY, **options) for spelling in spellings]
    if archive_language().marks_stems:  # Kenya finds Kenyans by its stem
        options["prefix_length"] = len(STEM)
        clauses += [match("text", f"{STEM}{spelling}"[:MAX_CHARACTERS], FUZZY, **options) for spelling in spellings]
    return [*clauses, *(fuzzy_prefix("text", word) if half_typed else ())]


def longer_words(word: str) -> list[Clause]:
    """Return the clauses for the words that begin with this one, which Elasticsearch looks up in its dictionary.

    The first finds them all and weighs them alike. The second ranks by how often they occur, the rare as the frequent.
    """
    options = {"query": word, "boost": LONGER_WORD, "analyzer": "prefix_search", "operator": "and"}
    clauses: list[Clause] = [MatchBoolPrefix("text", options)]
    if len(first := beginning(word)) >= MIN_PREFIX_LENGTH and first.isalnum():
        rewrite = f"top_terms_blended_freqs_{LONGER_WORDS}"
        clauses.append(Prefix("text", {"value": first, "boost": LONGER_WORD_RANKED, "rewrite": rewrite}))
    return clauses


def fuzzy_prefix(field: str, word: str) -> list[Clause]:
    """Return the clause for the words that begin nearly as this one does; none for a short beginning."""
    pattern = fuzzy_beginning(word)
    options = {"flags": "NONE", "case_insensitive": True, "boost": FUZZY_LONGER_WORD}
    return [Regexp(field, {"value": pattern, **options})] if pattern else []


def fuzzy_beginning(word: str) -> str:
    """Return the regular expression of the terms that `fuzzy_prefix` finds, to mark them; empty if there are none."""
    letters = without_accents(joined(word))[:LONGEST_FUZZY_PREFIX]
    if len(letters) < MIN_FUZZY_PREFIX_LENGTH or not letters.isalnum():
        return ""
    if not may_be_misspelled(letters) or UNSPACED.search(letters):
        return ""
    near: list[str] = []
    for place in range(1, len(letters)):
        start, letter, rest = letters[:place], letters[place], letters[place + 1 :]
        # One letter more, another or none here; or this one and the next swapped.
        near += [f"{start}.?{letter}?{rest}", f"{start}{rest[:1]}{letter}{rest[1:]}"]
    return f"({'|'.join(near)}).*"


def synonym(field: str, term: str) -> Clause:
    return MatchPhrase(field, {"query": term, "boost": SYNONYM / len(split(term)), **as_term(term)})


def as_term(term: str) -> dict[str, str]:
    """Return how a synonym is analysed: with its points, if it would be another word without them (U.S., W.H.O.)."""
    letters = re.sub(r"\W", "", term).lower()
    is_word = len(letters) < MIN_PREFIX_LENGTH or letters in archive_language().common_words
    return {"analyzer": "pointed"} if "." in term and is_word else {}


def term_clause(group: TermGroup, name: str, *, fuzzy: bool) -> Clause:
    """Return the best of all clauses that match the group in title or text; named if `name` is given."""
    last = len(group.words) - 1
    grows = [group.half_typed and number == last for number in range(len(group.words))]
    typed = [
        as_typed(word, forms, half_typed=half) for (word, forms), half in zip(group.words_and_forms, grows, strict=True)
    ]
    similar = [fuzzy_clauses(word, half_typed=half) for word, half in zip(group.words, grows, strict=True) if fuzzy]
    clauses = [all_of(typed, match_reasons.typed(name) if name else "")]
    if any(similar):
        if len(group.words) > 1:
            # Each word may match as typed or fuzzily.
            similar = [[*strict, *near] for strict, near in zip(typed, similar, strict=True)]
        clauses.append(all_of(similar, match_reasons.near(name)))
    if group.synonyms:
        clauses.append(best_of([synonym("text", term) for term in group.synonyms], match_reasons.synonym(name)))
    return clauses[0] if len(clauses) == 1 else best_of(clauses)


def all_of(clauses_by_word: list[list[Clause]], name: str) -> Clause:
    """Return a clause that requires a match of every word of a group. Most groups have one word."""
    if len(clauses_by_word) == 1:
        return best_of(clauses_by_word[0], name)
    named: dict[str, Any] = {"_name": name} if name else {}
    return Bool(must=[best_of(clauses) for clauses in clauses_by_word], **named)


def operator_clause(operator: Operator, *, fuzzy: bool = False) -> Clause:
    """Return the clause of an operator: an exact phrase or a stemmed word, in the title only or in title and text."""
    if operator.any_of:
        return best_of([operator_clause(each, fuzzy=fuzzy) for each in operator.any_of])
    if operator.phrase:
        return phrase("title", operator.text, analyzer="as_written") if operator.title_only else exact(operator.text)
    field = "title" if operator.title_only else "text"
    clauses = [match(field, operator.text)]
    clauses += [phrase(field, form, FORM / len(split(form))) for forms in forms_of([operator.text]) for form in forms]
    if operator.half_typed and operator.title_only:
        clauses.append(match("title.prefix", operator.text, PREFIX))
    elif operator.half_typed:
        clauses += longer_words(operator.text)
    if fuzzy:
        clauses.append(match(field, operator.text, FUZZY, analyzer="as_written", **FUZZINESS))
    if fuzzy and operator.half_typed:
        clauses += fuzzy_prefix(field, operator.text)
    return best_of(clauses)


def exact(text: str) -> Clause:
    """Return the clause of a phrase as written, without stems."""
    return phrase("text" if archive_language().marks_stems else "text.written", text, analyzer="exact_search")


def intervals(group: TermGroup, *, fuzzy: bool) -> dict[str, object]:
    """Return the intervals that the group matches. The terms of a tied word or of several words are adjacent."""
    word = " ".join(group.words)
    # Not those of several words: Elasticsearch combines those of each group with those of every other.
    forms = [form for forms in group.forms for form in forms if " " not in form]
    terms = {term: as_term(term) for term in group.synonyms} | {term: {} for term in (word, *forms)}
    found: list[dict[str, object]] = [
        {"match": {"query": term, "max_gaps": 0, "ordered": True, **options}} for term, options in terms.items()
    ]
    if len(group.words) == 1:
        single = joined(word).lower()
        if may_grow(word, half_typed=group.half_typed) and len(single) >= MIN_PREFIX_LENGTH:
            found.append({"prefix": {"prefix": single}})
        if fuzzy and may_be_misspelled(word) and len(single) >= MIN_FUZZY_INTERVAL_LENGTH:
            found.append({"fuzzy": {"term": single, **FUZZINESS}})
    return {"any_of": {"intervals": found}}


def proximity(field: str, groups: Sequence[TermGroup], *, gaps: int, fuzzy: bool) -> Clause | None:
    """Return a clause that requires all groups within `gaps` other words, in any order; None below two words.

    A half-typed word of one or two letters is left out: it expands to thousands of words, whose positions take seconds
    to read in a large archive. A number is not: 9 11 is more likely whole.
    """
    kept = [
        group
        for group in groups
        if not group.half_typed or len(group.words[-1]) >= MIN_PREFIX_LENGTH or NUMBER.fullmatch(group.words[-1])
    ]
    if sum(len(group.words) for group in kept) < MIN_PROXIMITY_WORDS:
        return None
    each = [intervals(group, fuzzy=fuzzy) for group in kept[:MAX_PROXIMITY_GROUPS]]
    # The library's own Intervals(field, …) drops the name of the field.
    return Q("intervals", **{field: {"all_of": {"intervals": each, "max_gaps": gaps, "ordered": False}}})
