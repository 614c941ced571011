"""The query that finds and ranks the articles for a text.

Each word is searched for by itself (search/query/clauses.py): as written, by its stem, as a prefix, fuzzily, or by a
synonym. The best clause counts (dis_max), so that a word that matches four clauses weighs little more than one that
matches one. The strict pass requires every word. Title and content are searched as one field: weighting the title more
would lose what readers remember from the middle of an article. Remembered words are usually close together, so
proximity is a separate bonus, and so is a title that contains all the words.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from elasticsearch.dsl.query import Bool, ConstantScore, DisMax, MatchAll, Prefix, Term
from elasticsearch.dsl.query import Query as Clause

from search.index.languages import archive_language
from search.query.clauses import (
    AS_WRITTEN,
    PREFIX,
    UNSPACED_LETTER,
    best_of,
    is_tied,
    match,
    may_grow,
    operator_clause,
    phrase,
    proximity,
    synonym,
    term_clause,
)
from search.query.facets import any_typed
from search.query.match_reasons import begun, group_name, typed
from search.query.normalise import MAX_CHARACTERS, MAX_WORDS, NUMBER
from search.values import MatchReason, Operator, ParsedQuery, TermGroup

# Bonuses. A rare word scores about 8, so each of these outweighs how often a word occurs, and the first outweighs all.
EXACT_TITLE = 1000.0  # the text is the whole title
TITLE_PREFIX = 30.0  # the title starts with the text
ALL_IN_TITLE = 8.0  # the title contains all the words
ADJACENT_IN_TITLE = 2.0  # and no others between them
PROXIMITY = 6.0  # all the words are close together in title or content
SIDE_BY_SIDE = 8.0  # 9/11, To be or not to be: words that say nothing unless they are side by side, in this order
MAX_GAPS = 20  # other words between them
ANY_GAPS = -1  # Elasticsearch's value for no limit
NO_BONUS = 0.0  # the clause only names a match reason (search/query/match_reasons.py)

# A query of at most so many letters is searched for in titles: nearly every text has a word with that prefix.
FIRST_LETTERS = 3
WHOLE_WORD_IN_TITLE = 1.5  # so that "UK" comes before Ukraine
WHOLE_WORD_IN_TEXT = 0.01  # so that "EU" in a text is found, below every title
SYNONYM_IN_TEXT = 0.005  # and "European Union" below that

# minimum_should_match. In the fuzzy pass, one of four to six words may be missing, and 30% of more than six.
ALL = "100%"
MOST_WORDS = "3<-1 6<70%"
ANY = "1"


def bonus(clause: Clause, boost: float, reason: MatchReason | None = None) -> Clause:
    named: dict[str, Any] = {"_name": reason.value} if reason else {}
    return ConstantScore(filter=clause, boost=boost, **named)


def bonuses(parsed: ParsedQuery, *, fuzzy: bool) -> list[Clause]:
    """Return the clauses that raise the score of an article that matches already."""
    groups = parsed.term_groups
    found = [bonus(match("title.whole_prefix", parsed.text), TITLE_PREFIX)]
    found += [bonus(phrase("text", text, analyzer="as_written"), SIDE_BY_SIDE) for text in pairs(parsed)]
    if len(groups) == 1 and len(groups[0].words) == 1:
        found.append(bonus(in_title(groups[0]), NO_BONUS, MatchReason.IN_TITLE))
    for field, gaps, boost, reason in (
        ("title", ANY_GAPS, ALL_IN_TITLE, MatchReason.IN_TITLE),
        ("title", 0, ADJACENT_IN_TITLE, None),
        ("text", MAX_GAPS, PROXIMITY, None),
    ):
        if near := proximity(field, groups, gaps=gaps, fuzzy=fuzzy):
            found.append(bonus(near, boost, reason))
    return found


def pairs(parsed: ParsedQuery) -> list[str]:
    """Return what must be side by side: words with a hyphen or slash in them, and common words alone (The Who)."""
    found = [word for word in parsed.words if is_tied(word)]
    common = archive_language().common_words
    if len(parsed.words) > 1 and all(word.lower() in common or NUMBER.fullmatch(word) for word in parsed.words):
        found.append(" ".join(parsed.words))
    return found


def exact_title(parsed: ParsedQuery) -> Clause:
    """Return the clause for the article whose whole title is the text. A longer title is pasted cut off."""
    text = parsed.text.strip()
    is_cut = len(parsed.text) == MAX_CHARACTERS or len(parsed.words) == MAX_WORDS
    clause = Prefix("title.whole", {"value": text}) if is_cut else Term("title.whole", {"value": text})
    return bonus(clause, EXACT_TITLE, MatchReason.EXACT_TITLE)


def in_title(group: TermGroup) -> Clause:
    word = group.words[0]
    grows = may_grow(word, half_typed=group.half_typed)
    return best_of([match("title", word), *([match("title.prefix", word, PREFIX)] if grows else [])])


def first_letters(group: TermGroup) -> Clause:
    """Return the query for one to three letters; short titles rank first."""
    word = group.words[0]
    return DisMax(
        queries=[
            match("title.prefix", word),
            match("title", word, WHOLE_WORD_IN_TITLE, analyzer="as_written"),
            bonus(match("text", word), WHOLE_WORD_IN_TEXT),
            *(synonym("title", term) for term in group.synonyms),
            *(bonus(synonym("text", term), SYNONYM_IN_TEXT) for term in group.synonyms),
        ]
    )


def is_one_letter(group: TermGroup) -> bool:
    """Return whether a half-typed word is a letter that may begin many others; 駅 is a word."""
    if not group.half_typed or len(group.words) > 1:
        return False
    word = group.words[0]
    return len(word) == 1 and word.isalpha() and not UNSPACED_LETTER.match(word)


def one_letter(group: TermGroup, name: str, *, required: bool) -> Clause:
    """Return the clause for the first letter of a further word: only titles are searched for words that begin so.

    Nearly every text has one, and to read all of these words takes long in a large archive. So the letter only ranks
    unless it is `required`. It may also be a whole word (vitamin c), which counts as any other.
    """
    as_word = match("text", group.words[0], AS_WRITTEN, analyzer="as_written")
    found = best_of([first_letters(group), as_word], typed(name))
    return found if required else best_of([found, MatchAll(boost=NO_BONUS, _name=begun(name))])


def every_word(groups: Sequence[TermGroup], *, least: str, fuzzy: bool) -> Clause:
    """Require `least` of the groups. If a group may match several clauses, all of them are named."""
    letters = [len(groups) > 1 and is_one_letter(group) for group in groups]
    named = fuzzy or least != ALL or any(letters) or any(group.synonyms for group in groups)
    names = [group_name(number, len(groups)) if named else "" for number in range(len(groups))]
    whole: dict[str, Any] = {} if named or len(groups) == 1 else {"_name": MatchReason.ALL_WORDS.value}
    each = [
        one_letter(group, name, required=least == ANY) if letter else term_clause(group, name, fuzzy=fuzzy)
        for group, name, letter in zip(groups, names, letters, strict=True)
    ]
    return Bool(should=each, minimum_should_match=least, **whole)


def plain_words(parsed: ParsedQuery, *, fuzzy: bool, any_word: bool) -> Clause:
    """Return the query for the words outside all operators."""
    groups = parsed.term_groups
    if len(groups) == 1 and groups[0].half_typed and len(groups[0].words[-1]) <= FIRST_LETTERS and not fuzzy:
        return first_letters(groups[0])
    least = ANY if any_word else MOST_WORDS if fuzzy else ALL
    return every_word(groups, least=least, fuzzy=fuzzy)


def excluded(parsed: ParsedQuery) -> list[Clause]:
    """Return the clauses that exclude articles."""
    return [*(operator_clause(operator) for operator in parsed.excluded), *any_typed(parsed.excluded_values)]


def text_query(parsed: ParsedQuery, *, fuzzy: bool = False, any_word: bool = False) -> Clause:
    """Return the query for a text; `fuzzy` selects the second pass, made when the strict one finds too little."""
    required = [operator_clause(operator, fuzzy=fuzzy) for operator in parsed.required]
    optional: list[Clause] = []
    if parsed.term_groups:
        required.insert(0, plain_words(parsed, fuzzy=fuzzy, any_word=any_word))
        optional = [exact_title(parsed), *bonuses(parsed, fuzzy=fuzzy)]
    alone = len(parsed.required) == 1 and not parsed.term_groups
    for operator in parsed.required:
        in_the_title = operator_clause(title_only(operator), fuzzy=fuzzy)
        optional.append(bonus(in_the_title, ALL_IN_TITLE, MatchReason.IN_TITLE if alone else None))
    if not (required or parsed.has_operators):
        return MatchAll()
    clause = Bool(
        # A query of exclusions only must still match something.
        must=required or [MatchAll()],
        filter=any_typed(parsed.chosen_values),
        must_not=excluded(parsed),
        should=optional,
    )
    if not (parsed.term_groups and parsed.has_operators):
        return clause
    # A pasted headline may hold what looks like an operator: "Minister to resign -sources".
    return Bool(should=[clause, exact_title(parsed)], minimum_should_match=1)


def title_only(operator: Operator) -> Operator:
    return replace(operator, title_only=True, any_of=tuple(map(title_only, operator.any_of)))
