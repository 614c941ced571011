"""The analysis of the index: how text becomes terms, in the index and in a query.

Words are indexed twice: as written with their stem at the same position (`words`), and by their prefixes (`prefixes`)
for half-typed words. Titles are also indexed by the prefixes of the whole title (`whole_prefixes`), for a reader who
types a title from its first letter. What depends on the archive's language is in search/index/languages.py; the names
of the analyzers are the same for every language, so the mapping refers to them by name.
"""

from typing import Any

from search.index.languages import Language

# Longer prefixes would only add terms.
LONGEST_PREFIX = 12
# A typical headline has 32 characters.
LONGEST_WHOLE_PREFIX = 40

# "e-mail" also matches email, "go-ahead" goahead, and amazon.com amazon. They shift character offsets, so a
# highlighted field must not use them.
COMPOUNDS = {
    "joined": {
        "type": "pattern_replace",
        "pattern": r"(?<![\w-])(\p{L}\w*)-(\p{L}\w*)(?:-(\p{L}\w*))?(?![\w-])",
        "replacement": "$0 $1$2$3",
    },
    "parted": {
        "type": "pattern_replace",
        "pattern": r"(?<![\w.])(\p{L}{2,})\.(\p{L}{2,})(?!\w)",
        "replacement": "$0 $1 $2",
    },
}

Definitions = dict[str, dict[str, Any]]


def language_filters(language: Language) -> Definitions:
    """Return the token filters of a language by their names; those that it lacks are missing."""
    filters: Definitions = {}
    if language.lowercase:
        filters["lowercase_letters"] = {"type": "lowercase", "language": language.lowercase}
    if language.elisions:
        filters["elision"] = {"type": "elision", "articles": list(language.elisions), "articles_case": True}
    if language.possessive:
        filters["possessive"] = {"type": "stemmer", "language": language.possessive}
    if language.stemmer:
        filters["stem"] = {"type": "stemmer", "language": language.stemmer}
    return filters


def lowercase(language: Language) -> str:
    return "lowercase_letters" if language.lowercase else "lowercase"


def before_stemming(language: Language) -> list[str]:
    """Return the filters that make the term as written, up to the folding of accents."""
    return [
        lowercase(language),
        *(["elision"] if language.elisions else []),
        *language.normalizations,
        *(["asciifolding"] if language.folded_before_stemming else []),
        *(["possessive"] if language.possessive else []),
    ]


def after_stemming(language: Language) -> list[str]:
    return [] if language.folded_before_stemming else ["asciifolding"]


def as_written(language: Language) -> list[str]:
    return [*before_stemming(language), *after_stemming(language)]


def with_stem(language: Language) -> list[str]:
    """Return the filters that make the word and, at the same position, its stem.

    One field instead of two halves the cost of a keystroke.
    """
    if not language.stemmer:
        return as_written(language)
    stems = ["keyword_repeat", "stem"]
    return [*before_stemming(language), *stems, *after_stemming(language), "remove_duplicates"]


def analysis_of(language: Language) -> dict[str, Definitions]:
    """Return the `analysis` of the index's settings for an archive in a language."""
    written, stemmed, compounds = as_written(language), with_stem(language), list(COMPOUNDS)
    whole = [lowercase(language), "asciifolding"]
    return {
        "char_filter": COMPOUNDS,
        "filter": {
            **language_filters(language),
            "prefix_grams": {"type": "edge_ngram", "min_gram": 1, "max_gram": LONGEST_PREFIX},
            "prefix_cut": {"type": "truncate", "length": LONGEST_PREFIX},
            "whole_prefix_grams": {"type": "edge_ngram", "min_gram": 1, "max_gram": LONGEST_WHOLE_PREFIX},
            "whole_prefix_cut": {"type": "truncate", "length": LONGEST_WHOLE_PREFIX},
        },
        "analyzer": {
            "as_written": {"tokenizer": "standard", "filter": written},
            "words": {"tokenizer": "standard", "filter": stemmed},
            "words_and_compounds": {"tokenizer": "standard", "char_filter": compounds, "filter": stemmed},
            "prefixes": {"tokenizer": "standard", "char_filter": compounds, "filter": [*written, "prefix_grams"]},
            # The query is not split into prefixes, or "profit" would match every word that starts with "p".
            "prefix_search": {"tokenizer": "standard", "filter": [*written, "prefix_cut"]},
            # A whole title is one term here, and so is the whole query text.
            "whole_prefixes": {"tokenizer": "keyword", "filter": [*whole, "trim", "whole_prefix_grams"]},
            "whole_prefix_search": {"tokenizer": "keyword", "filter": [*whole, "whole_prefix_cut"]},
        },
        # A whole title as one term: for exact matches and for sorting.
        "normalizer": {"whole": {"type": "custom", "filter": [*whole, "trim"]}},
    }
