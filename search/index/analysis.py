"""The analysis of the index: how text becomes terms, in the index and in a query.

Words are indexed twice: as written with their stem at the same position (`words`), and by their prefixes (`prefixes`)
for half-typed words. Titles are also indexed by the prefixes of the whole title (`whole_prefixes`), for a reader who
types a title from its first letter. What depends on the archive's language is in search/index/languages.py; the names
of the analyzers are the same for every language, so the mapping refers to them by name.
"""

from search.index.languages import Language
from search.index.languages.filters import (
    Definitions,
    all_forms,
    as_written,
    both_ways,
    definitions_of,
    folding,
    lowercase,
    without_marks,
)

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


def analysis_of(language: Language) -> dict[str, Definitions]:
    """Return the `analysis` of the index's settings for an archive in a language."""
    forms, compounds = all_forms(language, indexed=True), list(COMPOUNDS)
    grams = [*without_marks(language, indexed=True), "prefix_grams"]
    whole = [lowercase(language), *folding(language)]
    return {
        "char_filter": COMPOUNDS,
        "filter": {
            **definitions_of(language),
            "prefix_grams": {"type": "edge_ngram", "min_gram": 1, "max_gram": LONGEST_PREFIX},
            "prefix_cut": {"type": "truncate", "length": LONGEST_PREFIX},
            "whole_prefix_grams": {"type": "edge_ngram", "min_gram": 1, "max_gram": LONGEST_WHOLE_PREFIX},
            "whole_prefix_cut": {"type": "truncate", "length": LONGEST_WHOLE_PREFIX},
        },
        "analyzer": {
            # A query's words as typed, with their marks where the language keeps them; and the spelling of suggestions.
            "as_written": {"tokenizer": "standard", "filter": as_written(language)},
            "both_ways": {"tokenizer": "standard", "filter": both_ways(language, indexed=True)},
            "words": {"tokenizer": "standard", "filter": forms},
            "words_and_compounds": {"tokenizer": "standard", "char_filter": compounds, "filter": forms},
            "word_search": {"tokenizer": "standard", "filter": all_forms(language)},
            "prefixes": {"tokenizer": "standard", "char_filter": compounds, "filter": grams},
            # The query is not split into prefixes, or "profit" would match every word that starts with "p".
            "prefix_search": {"tokenizer": "standard", "filter": [*without_marks(language), "prefix_cut"]},
            # A whole title is one term here, and so is the whole query text.
            "whole_prefixes": {"tokenizer": "keyword", "filter": [*whole, "trim", "whole_prefix_grams"]},
            "whole_prefix_search": {"tokenizer": "keyword", "filter": [*whole, "whole_prefix_cut"]},
        },
        # A whole title as one term: for exact matches and for sorting.
        "normalizer": {"whole": {"type": "custom", "filter": [*whole, "trim"]}},
    }
