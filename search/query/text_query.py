"""The clause that finds and ranks the articles for what a reader typed.

Each word of the query is looked for by itself, in every way that fits it (search/query/clauses.py): as written, by its
stem, half typed, with a slip, or by a synonym. The best way counts (dis_max), so that a word found in four ways weighs
little more than one found in one. Every word must be there, in the fuzzy pass too. Title and text are searched as one:
weighing the title more loses what is remembered from the middle of an article. What a reader remembers of an article
stands close together in it, so proximity is a bonus of its own, and so is a title that holds all the words.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from elasticsearch.dsl.query import Bool, ConstantScore, DisMax, MatchAll, Term
from elasticsearch.dsl.query import Query as Clause

from search.query.clauses import PREFIX, best_of, match, may_grow, operator_clause, proximity, synonym, term_clause
from search.query.facets import any_of
from search.query.match_reasons import group_name
from search.values import MatchReason, ParsedQuery, TermGroup

# Bonuses. A rare word scores about 8, so each of these outweighs how often a word occurs, and the first outweighs all.
EXACT_TITLE = 1000.0  # whoever types a whole title wants that article first
TITLE_PREFIX = 30.0  # a title that begins with what was typed
TITLE_HOLDS_ALL = 8.0  # all the words are in the title, wherever
TITLE_SIDE_BY_SIDE = 2.0  # and there with no other word between them
NEARNESS = 6.0  # all the words stand close together in title or text
NEAR = 20  # how many other words may stand between them
ANYWHERE = -1  # Elasticsearch's word for any number of them
NOTHING = 0.0  # said for the reader's sake only (search/query/match_reasons.py)

# A query of so few letters is looked for in titles: nearly every text has a word that begins so.
FIRST_LETTERS = 3
WHOLE_WORD_IN_TITLE = 1.5  # so that "UK" comes before Ukraine
WHOLE_WORD_IN_TEXT = 0.01  # so that "EU" in a text is found, after every title
SYNONYM_IN_TEXT = 0.005  # and "European Union" after that

# How many of the words must be there. When slips are forgiven, one of four to six may be missing too, and some of a
# pasted sentence.
ALL = "100%"
MOST_WORDS = "3<-1 6<70%"
ANY = "1"


def bonus(clause: Clause, boost: float, reason: MatchReason | None = None) -> Clause:
    named: dict[str, Any] = {"_name": reason.value} if reason else {}
    return ConstantScore(filter=clause, boost=boost, **named)


def bonuses(parsed: ParsedQuery, *, fuzzy: bool) -> list[Clause]:
    """Return what lifts an article that matches already."""
    groups = parsed.term_groups
    found = [
        bonus(Term("title.whole", {"value": parsed.text.strip()}), EXACT_TITLE, MatchReason.EXACT_TITLE),
        bonus(match("title.whole_prefix", parsed.text), TITLE_PREFIX),
    ]
    if len(groups) == 1 and len(groups[0].words) == 1:
        found.append(bonus(in_title(groups[0]), NOTHING, MatchReason.IN_TITLE))
    for field, gaps, boost, reason in (
        ("title", ANYWHERE, TITLE_HOLDS_ALL, MatchReason.IN_TITLE),
        ("title", 0, TITLE_SIDE_BY_SIDE, None),
        ("text", NEAR, NEARNESS, None),
    ):
        if near := proximity(field, groups, gaps=gaps, fuzzy=fuzzy):
            found.append(bonus(near, boost, reason))
    return found


def in_title(group: TermGroup) -> Clause:
    word = group.words[0]
    grows = may_grow(word, half_typed=group.half_typed)
    return best_of([match("title", word), *([match("title.prefix", word, PREFIX)] if grows else [])])


def first_letters(group: TermGroup) -> Clause:
    """Return the query for one to three letters; of the titles with such words, a short one comes first."""
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


def every_word(groups: Sequence[TermGroup], *, least: str, fuzzy: bool) -> Clause:
    """Return that `least` of the groups are found. Where one may be found in several ways, all ways have names."""
    named = fuzzy or least != ALL or any(group.synonyms for group in groups)
    names = [group_name(number, len(groups)) if named else "" for number in range(len(groups))]
    whole: dict[str, Any] = {} if named or len(groups) == 1 else {"_name": MatchReason.ALL_WORDS.value}
    each = [term_clause(group, name, fuzzy=fuzzy) for group, name in zip(groups, names, strict=True)]
    return Bool(should=each, minimum_should_match=least, **whole)


def plain_words(parsed: ParsedQuery, *, fuzzy: bool, any_word: bool) -> Clause:
    """Return that the words outside all operators are found."""
    groups = parsed.term_groups
    if len(groups) == 1 and groups[0].half_typed and len(groups[0].words[-1]) <= FIRST_LETTERS and not fuzzy:
        return first_letters(groups[0])
    least = ANY if any_word else MOST_WORDS if fuzzy else ALL
    return every_word(groups, least=least, fuzzy=fuzzy)


def excluded(parsed: ParsedQuery) -> list[Clause]:
    """Return what an article must not hold, nor be."""
    return [*(operator_clause(operator) for operator in parsed.excluded), *any_of(parsed.excluded_values)]


def text_query(parsed: ParsedQuery, *, fuzzy: bool = False, any_word: bool = False) -> Clause:
    """Return the query for a text; `fuzzy` is the second pass, when the first found too little."""
    required = [operator_clause(operator, fuzzy=fuzzy) for operator in parsed.required]
    lifting: list[Clause] = []
    if parsed.term_groups:
        required.insert(0, plain_words(parsed, fuzzy=fuzzy, any_word=any_word))
        lifting = bonuses(parsed, fuzzy=fuzzy)
    alone = len(parsed.required) == 1 and not parsed.term_groups
    for operator in parsed.required:
        in_the_title = operator_clause(replace(operator, title_only=True), fuzzy=fuzzy)
        lifting.append(bonus(in_the_title, TITLE_HOLDS_ALL, MatchReason.IN_TITLE if alone else None))
    if not (required or parsed.has_operators):
        return MatchAll()
    return Bool(
        # Something must match also when all that is asked is to leave something out.
        must=required or [MatchAll()],
        filter=any_of(parsed.chosen_values),
        must_not=excluded(parsed),
        should=lifting,
    )
