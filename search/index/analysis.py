"""The analysis of the index: how text becomes terms, in the index and in a query.

Words are indexed as written with their stem at the same position (`words`). Titles are also indexed by the prefixes of
their words (`prefixes`), and of the whole title (`whole_prefixes`), for a reader who types a title from its first
letter; in a text, a half-typed word is looked up in the dictionary of its words. What depends on the archive's language
is in search/index/languages/; the names of the analyzers are the same for every language, so the mapping refers to
them by name.

A word with signs in it has more than one term, all at its position: O'Driscoll is odriscoll and driscoll, e-mail is e,
mail and email, bbc.co.uk is itself and its parts. Only the index has them all; a query has the whole word
(search/query/forms.py has the other ways to write it).
"""

import re
from typing import Any

from search.index.characters import AMPERSAND, DOT, PLUS, SHARP, UMLAUT, rules
from search.index.languages import Language
from search.index.languages.filters import (
    Definitions,
    all_forms,
    as_written,
    begun,
    both_ways,
    definitions_of,
    folding,
    lowercase,
    stemmed,
    without_marks,
)

# Longer prefixes would only add terms.
LONGEST_PREFIX = 12
# A typical headline has 32 characters.
LONGEST_WHOLE_PREFIX = 40

SIGNS = f"{AMPERSAND}{PLUS}{SHARP}{DOT}"
# The parts by which a word with an apostrophe, a point or & is found too. A time (five o'clock) is not found by clock.
PARTS = (
    r"^(?!o'clock)(?:\p{L}+')+(\p{L}{3,})(?:'s)?$",
    r"^(\p{L}{3,})'(?:\p{L}+')*\p{L}{3,}(?:'s)?$",
    rf"(?:^|[.{SIGNS}])([\p{{L}}&&[^{SIGNS}]][\p{{L}}\p{{N}}&&[^{SIGNS}]]+)(?=[.{SIGNS}]|$)",
    r"^[^.]+\.([^.]{3,}\..{2,})$",
    rf".({DOT}.+)$",
)


# What Korean appends to a noun: 서울에서 is "in Seoul".
KOREAN_PARTICLES = (
    r"^(\p{IsHangul}{2,}?)"
    "(?:에서는|에서도|에서|에게서|에게|에는|에도|으로는|으로|부터|까지|께서|한테|처럼|보다|이라고|라고|이나|이란|은|는|이|가|을|를|의|에|로|와|과|도|만)$"
)


def replace(pattern: str, replacement: str = "") -> dict[str, str]:
    return {"type": "pattern_replace", "pattern": pattern, "replacement": replacement}


def joined_names(language: Language) -> str:
    """Return the pattern of the apostrophes that may be left out: O'Neill is ONeill, but we'll is not well."""
    endings = "|".join(map(re.escape, language.contractions))
    unless = f"(?!(?:{endings})$)" if endings else ""
    return rf"(?<=\p{{L}})'{unless}(?=\p{{L}})"


def joined_numbers(language: Language) -> str:
    """Return the pattern of what is left out of 10,000 and of www.bbc.co.uk."""
    separators = re.escape(language.thousands) + "'"
    thousands = rf"(?<=\d)[{separators}](?=\d{{3}}(?!\d))"
    return rf"{thousands}|^www\."


def begun_number(language: Language) -> str:
    """Return the pattern of the separator behind which a number is half typed."""
    return rf"(?<=\d)[{re.escape(language.thousands)}'](?=\d{{1,2}}$)"


# The points of the U.S., and of a Ph.D. and an M.Sc.
INITIALS = r"(?<=(?:^|\.)\p{L})\.(?=\p{L}(?:\.|$))|(?<=^\p{L}{2})\.(?=\p{L}$)|(?<=^\p{L})\.(?=\p{L}{2}$)"


def shared_filters(language: Language) -> Definitions:
    """Return the token filters of every language."""
    # Inside a word only hyphens part it here; points and apostrophes are left to the filters below.
    hyphens = {
        "type": "word_delimiter_graph",
        "split_on_numerics": False,
        "split_on_case_change": False,
        "stem_english_possessive": False,
        "type_table": [f"{sign} => ALPHA" for sign in ("'", ".", r"\u002C", ":", PLUS, SHARP, DOT, AMPERSAND, UMLAUT)],
    }
    return {
        "cjk_pairs": {"type": "cjk_bigram"},
        "cjk_letters_and_pairs": {"type": "cjk_bigram", "output_unigrams": True},
        "korean_particles": replace(KOREAN_PARTICLES, "$1"),
        "parted": hyphens,
        "parted_and_joined": {**hyphens, "catenate_words": True},
        "parts": {"type": "pattern_capture", "patterns": list(PARTS)},
        "joined_names": replace(joined_names(language)),
        # With their apostrophes too, for exact phrases.
        "names": {"type": "multiplexer", "filters": ["joined_names"], "preserve_original": True},
        "joined_numbers": replace(joined_numbers(language)),
        "joined_initials": replace(INITIALS),
        # With their points too, for synonyms: USA is U.S., but not the word us.
        "initials": {"type": "multiplexer", "filters": ["joined_initials"], "preserve_original": True},
        # While O'D is typed, it is not yet known to be no contraction.
        "begun_names": replace(r"(?<=\p{L})'(?=\p{L})"),
        # And while 464,0 is typed, that it becomes 464,000.
        "begun_number": replace(begun_number(language)),
        "begun_numbers": {"type": "multiplexer", "filters": ["begun_number"], "preserve_original": True},
        "conjunction": replace(f"^{AMPERSAND}$", language.conjunction or AMPERSAND),
        # In one filter without regular expressions what most of the others do, for the words of text.marks.
        "plain_parts": {
            "type": "word_delimiter",
            "split_on_numerics": False,
            "split_on_case_change": False,
            "stem_english_possessive": False,
            "catenate_words": True,
        },
        "plain_umlaut": replace(UMLAUT),
        "umlaut_as_e": replace(UMLAUT, "e"),
        "umlauts": {"type": "multiplexer", "filters": ["plain_umlaut", "umlaut_as_e"], "preserve_original": False},
        "prefix_grams": {"type": "edge_ngram", "min_gram": 1, "max_gram": LONGEST_PREFIX},
        "prefix_cut": {"type": "truncate", "length": LONGEST_PREFIX},
        "whole_prefix_grams": {"type": "edge_ngram", "min_gram": 1, "max_gram": LONGEST_WHOLE_PREFIX},
        "whole_prefix_cut": {"type": "truncate", "length": LONGEST_WHOLE_PREFIX},
    }


# What the filters behind it look for has a character beside a to z and 0 to 9 in it, and few words have one: to ask for
# that first takes a third of the time.
HAS_SIGNS = """
    CharSequence term = token.term;
    for (int place = 0; place < term.length(); place++) {
        int letter = term.charAt(place);
        if ((letter < 97 || letter > 122) && (letter < 48 || letter > 57)) { return true; }
    }
    return false;
"""


def if_signs(*filters: str) -> dict[str, Any]:
    """Return a token filter that applies others to the words that have signs or marked letters in them.

    The filters must not change any other word. It stands behind `lowercase`.
    """
    script = {"source": " ".join(HAS_SIGNS.split())}
    return {"type": "condition", "filter": list(filters), "script": script}


def analysis_of(language: Language) -> dict[str, Definitions]:
    """Return the `analysis` of the index's settings for an archive in a language."""
    forms, written = all_forms(language), as_written(language)
    numbers = ["joined_numbers", "joined_initials", "conjunction"]
    every = ["joined_names", "joined_numbers", "conjunction"]
    beginning = begun(language)
    conditions = {
        "signs_of_words": if_signs(
            "parted_and_joined", "flatten_graph", "parts", "names", *every[1:], "initials", "umlauts"
        ),
        "signs_of_phrases": if_signs("parted", *numbers, "umlauts"),
        "signs_of_query": if_signs("parted", *numbers, "plain_umlaut"),
    }
    indexed = ["cjk_letters_and_pairs", *begun(language, indexed=True), "signs_of_words"]
    pointed = ["cjk_pairs", *beginning, "parted", *every, "umlauts"]
    asked = [*pointed, "joined_initials"]
    exactly = ["cjk_pairs", *beginning]
    half_typed = ["cjk_pairs", *beginning, "parted", "begun_names", "begun_numbers", *numbers, "plain_umlaut"]
    whole = [lowercase(language), *folding(language)]

    def words(*filters: str) -> dict[str, Any]:
        return {"tokenizer": "standard", "char_filter": ["characters"], "filter": list(filters)}

    def marking(*filters: str) -> dict[str, Any]:
        return {
            "tokenizer": "whitespace",
            "char_filter": ["line_ends"],
            "filter": ["plain_parts", lowercase(language), *filters],
        }

    def title(*filters: str) -> dict[str, Any]:
        return {"tokenizer": "keyword", "char_filter": WHOLE_TITLE, "filter": list(filters)}

    return {
        "char_filter": {
            "characters": {"type": "mapping", "mappings": rules()},
            "line_ends": {"type": "mapping", "mappings": ["-\\n => -", "-\\r\\n => -"]},
            **title_filters(language),
        },
        "filter": {**shared_filters(language), **definitions_of(language), **conditions},
        "analyzer": {
            "words": words(*indexed, *all_forms(language, indexed=True)),
            "word_search": words(*asked, *forms),
            "as_written": words(*asked, *written),
            # For synonyms such as U.S., which would be common words without their points.
            "pointed": words(*pointed, *written),
            "pairs": words("korean_particles", *asked, *forms),
            # For exact phrases: no stems, and O'Neill keeps its apostrophe. Marks may be left out of a phrase too.
            "written": words(*exactly, "signs_of_phrases", *both_ways(language)),
            # Their query, and the better spellings that are shown.
            "exact_search": words(*exactly, "signs_of_query", *written),
            # For marking plain words alone: to read ten texts again with `words` takes longer than to find them.
            "marks": marking(*as_written(language), *stemmed(language)),
            "begun_marks": marking(*as_written(language)),
            "prefixes": words(*indexed, *without_marks(language), "prefix_grams"),
            # The query is not split into prefixes, or "profit" would match every word that starts with "p".
            "prefix_search": words(*half_typed, *without_marks(language), "prefix_cut"),
            # A whole title is one term here, and so is the whole query text.
            "whole_prefixes": title(*whole, "trim", "whole_prefix_grams"),
            "whole_prefix_search": title(*whole, "whole_prefix_cut"),
        },
        # A whole title as one term: for exact matches and for sorting.
        "normalizer": {"whole": {"type": "custom", "char_filter": WHOLE_TITLE, "filter": [*whole, "trim"]}},
    }


# A whole title without the signs that readers leave out or write otherwise. Titles are not highlighted as a whole, so
# these may change offsets.
WHOLE_TITLE = ["characters", "dropped_signs", "ampersands", "spaces"]


def title_filters(language: Language) -> Definitions:
    return {
        "dropped_signs": replace(f"[{UMLAUT}']"),
        "ampersands": replace(f"(?<!\\S){AMPERSAND}(?!\\S)", language.conjunction or AMPERSAND),
        "spaces": replace(r"[^\p{L}\p{M}\p{N}\p{S}]+", " "),
    }
