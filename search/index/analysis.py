"""The analyzers: how text becomes terms, in the index and in a query.

Words are indexed twice: as written with their stem at the same position (`words`), and by their prefixes (`prefixes`)
for half-typed words. Titles are also indexed by the prefixes of the whole title (`whole_prefixes`), for a reader who
types a title from its first letter.
"""

from typing import Any

from elasticsearch.dsl import analyzer, char_filter, normalizer, token_filter

# Longer prefixes would only add terms.
LONGEST_PREFIX = 12
# A typical headline has 32 characters.
LONGEST_WHOLE_PREFIX = 40

possessive = token_filter("possessive", type="stemmer", language="possessive_english")
english = token_filter("english", type="stemmer", language="english")
prefix_grams = token_filter("prefix_grams", type="edge_ngram", min_gram=1, max_gram=LONGEST_PREFIX)
prefix_cut = token_filter("prefix_cut", type="truncate", length=LONGEST_PREFIX)
whole_prefix_grams = token_filter("whole_prefix_grams", type="edge_ngram", min_gram=1, max_gram=LONGEST_WHOLE_PREFIX)
whole_prefix_cut = token_filter("whole_prefix_cut", type="truncate", length=LONGEST_WHOLE_PREFIX)

# "e-mail" also matches email, "go-ahead" goahead, and amazon.com amazon. They shift character offsets, so a
# highlighted field must not use them.
joined = char_filter(
    "joined",
    type="pattern_replace",
    pattern=r"(?<![\w-])(\p{L}\w*)-(\p{L}\w*)(?:-(\p{L}\w*))?(?![\w-])",
    replacement="$0 $1$2$3",
)
parted = char_filter(
    "parted",
    type="pattern_replace",
    pattern=r"(?<![\w.])(\p{L}{2,})\.(\p{L}{2,})(?!\w)",
    replacement="$0 $1 $2",
)
COMPOUNDS: list[Any] = [joined, parted]

AS_WRITTEN: list[Any] = ["lowercase", "asciifolding", possessive]
# The word and, at the same position, its stem. One field instead of two halves the cost of a keystroke.
WITH_STEM: list[Any] = [*AS_WRITTEN, "keyword_repeat", english, "remove_duplicates"]
WHOLE: list[Any] = ["lowercase", "asciifolding"]

as_written = analyzer("as_written", tokenizer="standard", filter=AS_WRITTEN)
words = analyzer("words", tokenizer="standard", filter=WITH_STEM)
words_and_compounds = analyzer("words_and_compounds", tokenizer="standard", char_filter=COMPOUNDS, filter=WITH_STEM)
prefixes = analyzer("prefixes", tokenizer="standard", char_filter=COMPOUNDS, filter=[*AS_WRITTEN, prefix_grams])
# The query is not split into prefixes, or "profit" would match every word that starts with "p".
prefix_search = analyzer("prefix_search", tokenizer="standard", filter=[*AS_WRITTEN, prefix_cut])
# A whole title is one term here, and so is the whole query text.
whole_prefixes = analyzer("whole_prefixes", tokenizer="keyword", filter=[*WHOLE, "trim", whole_prefix_grams])
whole_prefix_search = analyzer("whole_prefix_search", tokenizer="keyword", filter=[*WHOLE, whole_prefix_cut])
# A whole title as one term: for exact matches and for sorting.
whole = normalizer("whole", type="custom", filter=[*WHOLE, "trim"])
